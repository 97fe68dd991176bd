// expect: clean
// flags: -std=c++17
// R6: up to C++17 a relaxed store by the thread that wrote the head belongs to its release sequence.
#include "step.h"

#include <atomic>
#include <thread>

int payload;
std::atomic<int> state{0};

int main() {
  std::thread give([] {
    payload = 1;
    state.store(1, std::memory_order_release);
    state.store(2, std::memory_order_relaxed);
    step(1);
  });
  std::thread take([] {
    step(2);
    if (state.load(std::memory_order_acquire) == 2)
      payload++;
  });
  give.join();
  take.join();
  return payload != 2;
}
