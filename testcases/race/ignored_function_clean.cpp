// expect: clean
// A function that the person took out is not looked at.
#include "step.h"

#include <thread>

int statistics;

__attribute__((no_sanitize("thread"), noinline)) void countRoughly() { statistics++; }

int main() {
  std::thread first([] {
    countRoughly();
    step(1);
  });
  std::thread second([] {
    step(2);
    countRoughly();
  });
  first.join();
  second.join();
}
