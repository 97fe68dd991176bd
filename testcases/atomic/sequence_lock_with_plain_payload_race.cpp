// expect: data-race payload
// A sequence lock whose payload is plain: the reader throws the value away, but the race has happened.
#include "step.h"

#include <atomic>
#include <thread>

std::atomic<unsigned> sequence{0};
int payload;
int copy;

int main() {
  std::thread writer([] {
    sequence.store(1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    payload = 1; // access A
    step(1);
    step(4);
    sequence.store(2, std::memory_order_release);
  });
  std::thread reader([] {
    unsigned before = sequence.load(std::memory_order_acquire);
    step(2);
    copy = payload; // access B
    step(3);
    if (before & 1)
      copy = 0;
  });
  writer.join();
  reader.join();
}
