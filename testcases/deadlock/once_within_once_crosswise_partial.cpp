// expect: partial-deadlock
// modes: O2
// Two functions that run once call one another, in two threads, while main works on.
#include "step.h"

#include <mutex>
#include <thread>

std::once_flag first, second;

int main() {
  std::thread([] {
    std::call_once(first, [] {
      step(1);
      step(3);
      std::call_once(second, [] {});
    });
  }).detach();
  std::thread([] {
    std::call_once(second, [] {
      step(2);
      std::call_once(first, [] {});
    });
  }).detach();
  for (unsigned served = 0;; ++served)
    pause_ms(1);
}
