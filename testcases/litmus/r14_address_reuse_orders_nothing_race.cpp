// expect: use-after-free-race
// R14: delete against a use that nothing orders.
#include "step.h"

#include <thread>

struct job {
  long state = 0;
  long result = 0;
};

job *current, *next;

int main() {
  current = new job;
  std::thread use([] {
    current->state = 1; // access A
    step(1);
  });
  std::thread release([] {
    step(2);
    delete current; // access B
    next = new job;
  });
  use.join();
  release.join();
  delete next;
}
