// expect: data-race critical
// Dekker's entry with seq_cst flags excludes, but not when one thread has looked before the other raised its flag.
#include "step.h"

#include <atomic>
#include <thread>

std::atomic<bool> wants_left{false}, wants_right{false};
int critical;

int main() {
  std::thread left([] {
    wants_left.store(true, std::memory_order_relaxed);
    if (!wants_right.load(std::memory_order_relaxed))
      critical = 1; // access A
    wants_left.store(false, std::memory_order_relaxed);
    step(1);
  });
  std::thread right([] {
    step(2);
    wants_right.store(true, std::memory_order_relaxed);
    if (!wants_left.load(std::memory_order_relaxed))
      critical = 2; // access B
    wants_right.store(false, std::memory_order_relaxed);
  });
  left.join();
  right.join();
}
