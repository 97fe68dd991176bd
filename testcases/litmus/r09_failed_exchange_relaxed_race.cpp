// expect: data-race payload
// R9, wrong: what the success order would have acquired counts for nothing when the exchange fails.
#include "step.h"

#include <atomic>
#include <thread>

int payload;
std::atomic<int> ready{0};

int main() {
  std::thread give([] {
    payload = 1; // access A
    ready.store(1, std::memory_order_release);
    step(1);
  });
  std::thread take([] {
    step(2);
    int expected = 0;
    if (!ready.compare_exchange_strong(expected, 2, std::memory_order_acq_rel, std::memory_order_relaxed))
      payload = 2; // access B
  });
  give.join();
  take.join();
}
