// expect: data-race payload
// R7: the same with sequentially consistent operations: strong orders do not help who looks too early.
#include "step.h"

#include <atomic>
#include <thread>

int payload;
std::atomic<bool> ready{false};

int main() {
  std::thread give([] {
    step(2);
    payload = 1; // access A
    ready = true;
    step(3);
  });
  std::thread take([] {
    bool seen = ready;
    step(1);
    step(4);
    if (!seen)
      payload = 2; // access B
  });
  give.join();
  take.join();
}
