// expect: data-race payload
// R2: one relaxed side is enough to lose the order, here the loading one.
#include "step.h"

#include <atomic>
#include <thread>

long payload;
std::atomic<bool> ready{false};

int main() {
  std::thread give([] {
    payload = 1; // access A
    ready.store(true, std::memory_order_release);
    step(1);
  });
  std::thread take([] {
    step(2);
    if (ready.load(std::memory_order_relaxed))
      payload = 2; // access B
  });
  give.join();
  take.join();
}
