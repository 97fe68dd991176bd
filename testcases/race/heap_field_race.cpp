// expect: data-race state
// A field of a heap object is named by the path that leads to it.
#include "step.h"

#include <thread>

struct job {
  int number = 0;
  int state = 0;
};

int main() {
  job *shared = new job;
  std::thread first([shared] {
    shared->state = 1; // access A
    step(1);
  });
  std::thread second([shared] {
    step(2);
    shared->state = 2; // access B
  });
  first.join();
  second.join();
  delete shared;
}
