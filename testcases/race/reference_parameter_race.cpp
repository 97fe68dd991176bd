// expect: data-race total
// stack: add
// The variable is reached by a reference parameter; the object is the global behind it.
#include "step.h"

#include <thread>

int total;

__attribute__((noinline)) void add(int &sum, int amount) {
  sum = amount; // access A
  asm volatile("" ::: "memory");
}

int main() {
  std::thread first([] {
    add(total, 1);
    step(1);
  });
  std::thread second([] {
    step(2);
    total = 2; // access B
  });
  first.join();
  second.join();
}
