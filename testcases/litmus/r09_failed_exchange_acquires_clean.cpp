// expect: clean
// R9: since C++17 the failure order may be stronger than the success order.
#include "step.h"

#include <atomic>
#include <thread>

int payload;
std::atomic<int> ready{0};

int main() {
  std::thread give([] {
    payload = 1;
    ready.store(1, std::memory_order_release);
    step(1);
  });
  std::thread take([] {
    step(2);
    int expected = 0;
    if (!ready.compare_exchange_strong(expected, 2, std::memory_order_relaxed, std::memory_order_acquire))
      payload++;
  });
  give.join();
  take.join();
  return payload != 2;
}
