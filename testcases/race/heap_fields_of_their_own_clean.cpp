// expect: clean
// Each thread has a field of the object.
#include "step.h"

#include <thread>

struct job {
  int number = 0;
  int state = 0;
};

int main() {
  job *shared = new job;
  std::thread first([shared] {
    shared->number = 1;
    step(1);
  });
  std::thread second([shared] {
    step(2);
    shared->state = 2;
  });
  first.join();
  second.join();
  delete shared;
}
