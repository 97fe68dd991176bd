// expect: data-race counter
// The guard orders the initialisation alone, not what is done to the object afterwards.
#include "step.h"

#include <thread>

int start() { return 5; }

int &instance() {
  static int counter = start();
  return counter;
}

int main() {
  std::thread first([] {
    instance() = 1; // access A
    step(1);
  });
  std::thread second([] {
    step(2);
    instance() = 2; // access B
  });
  first.join();
  second.join();
}
