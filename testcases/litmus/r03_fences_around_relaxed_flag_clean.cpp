// expect: clean
// R3: a fence of one side and an ordered operation of the other synchronise too, both ways round.
#include "step.h"

#include <atomic>
#include <thread>

int there, back;
std::atomic<int> ball{0};

int main() {
  std::thread first([] {
    there = 1;
    std::atomic_thread_fence(std::memory_order_seq_cst);
    ball.store(1, std::memory_order_relaxed);
    step(1);
    step(4);
    if (ball.load(std::memory_order_relaxed) == 2) {
      std::atomic_thread_fence(std::memory_order_acquire);
      back++;
    }
  });
  std::thread second([] {
    step(2);
    if (ball.load(std::memory_order_acquire) == 1)
      there++;
    back = 1;
    ball.store(2, std::memory_order_release);
    step(3);
  });
  first.join();
  second.join();
  return there + back != 4;
}
