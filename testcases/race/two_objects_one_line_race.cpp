// expect: data-race left
// expect: data-race right
// Two different variables race in the same pair of functions: two findings.
#include "step.h"

#include <thread>

int left, right;

int main() {
  std::thread first([] {
    left = 1;
    right = 1;
    step(1);
  });
  std::thread second([] {
    step(2);
    left = 2;
    right = 2;
  });
  first.join();
  second.join();
}
