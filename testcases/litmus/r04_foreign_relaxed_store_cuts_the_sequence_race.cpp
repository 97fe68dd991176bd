// expect: data-race payload
// R4: also a store of the very same value cuts the release sequence.
#include "step.h"

#include <atomic>
#include <thread>

int payload;
std::atomic<unsigned char> state{0};

int main() {
  std::thread give([] {
    payload = 1; // access A
    state.store(1, std::memory_order_seq_cst);
    step(1);
  });
  std::thread meddle([] {
    step(2);
    state.store(1, std::memory_order_relaxed);
    step(3);
  });
  std::thread take([] {
    step(4);
    if (state.load(std::memory_order_acquire) == 1)
      payload = 2; // access B
  });
  give.join();
  meddle.join();
  take.join();
}
