// expect: data-race guarded
// The same lock, released relaxed: who takes it next has no order with what was done in it.
#include "step.h"

#include <atomic>
#include <thread>

std::atomic_flag taken = ATOMIC_FLAG_INIT;
int guarded;

int main() {
  std::thread first([] {
    while (taken.test_and_set(std::memory_order_acquire))
      ;
    guarded = 1; // access A
    taken.clear(std::memory_order_relaxed);
    step(1);
  });
  std::thread second([] {
    step(2);
    while (taken.test_and_set(std::memory_order_acquire))
      ;
    guarded = 2; // access B
    taken.clear(std::memory_order_release);
  });
  first.join();
  second.join();
}
