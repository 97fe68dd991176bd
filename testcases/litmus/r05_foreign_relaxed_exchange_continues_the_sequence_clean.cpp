// expect: clean
// R5: exchange and compare-exchange continue a release sequence as additions do.
#include "step.h"

#include <atomic>
#include <thread>

int payload;
std::atomic<long> state{0};

int main() {
  std::thread give([] {
    payload = 1;
    state.store(1, std::memory_order_release);
    step(1);
  });
  std::thread pass([] {
    step(2);
    long seen = 1;
    state.compare_exchange_strong(seen, 2, std::memory_order_relaxed);
    state.exchange(3, std::memory_order_relaxed);
    step(3);
  });
  std::thread take([] {
    step(4);
    if (state.load(std::memory_order_acquire) == 3)
      payload++;
  });
  give.join();
  pass.join();
  take.join();
  return payload != 2;
}
