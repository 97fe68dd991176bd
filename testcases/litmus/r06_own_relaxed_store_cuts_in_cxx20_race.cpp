// expect: data-race payload
// flags: -std=c++20
// R6: since C++20 (P0982) only read-modify-writes continue a release sequence.
#include "step.h"

#include <atomic>
#include <thread>

int payload;
std::atomic<int> state{0};

int main() {
  std::thread give([] {
    payload = 1; // access A
    state.store(1, std::memory_order_release);
    state.store(2, std::memory_order_relaxed);
    step(1);
  });
  std::thread take([] {
    step(2);
    if (state.load(std::memory_order_acquire) == 2)
      payload = 2; // access B
  });
  give.join();
  take.join();
}
