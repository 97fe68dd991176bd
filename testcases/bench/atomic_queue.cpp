// Kernel: a ring of one producer and one consumer that synchronise by acquire and release alone.
#include <atomic>
#include <cstdio>
#include <thread>

namespace {

constexpr unsigned kItems = 3000000, kRing = 4096;
long ring[kRing];
alignas(64) std::atomic<unsigned> written{0};
alignas(64) std::atomic<unsigned> taken{0};

void produce() {
  for (unsigned i = 0; i < kItems; ++i) {
    while (i - taken.load(std::memory_order_acquire) == kRing)
      std::this_thread::yield();
    ring[i % kRing] = i;
    written.store(i + 1, std::memory_order_release);
  }
}

} // namespace

int main() {
  std::thread producer(produce);
  long sum = 0;
  for (unsigned i = 0; i < kItems; ++i) {
    while (written.load(std::memory_order_acquire) == i)
      std::this_thread::yield();
    sum += ring[i % kRing];
    taken.store(i + 1, std::memory_order_release);
  }
  producer.join();
  std::printf("%ld\n", sum);
}
