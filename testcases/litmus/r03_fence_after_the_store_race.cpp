// expect: data-race payload
// R3, wrong: a release fence orders for stores that follow it, not for the one before it.
#include "step.h"

#include <atomic>
#include <thread>

int payload;
std::atomic<int> ready{0};

int main() {
  std::thread give([] {
    payload = 1; // access A
    ready.store(1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    step(1);
  });
  std::thread take([] {
    step(2);
    if (ready.load(std::memory_order_relaxed) == 1) {
      std::atomic_thread_fence(std::memory_order_acquire);
      payload = 2; // access B
    }
  });
  give.join();
  take.join();
}
