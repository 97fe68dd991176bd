// expect: clean
// The same with a relaxed atomic payload and the fences of Boehm's sequence lock.
#include <atomic>
#include <thread>

std::atomic<unsigned> sequence{0};
std::atomic<int> left{0}, right{0};

void write(int n) {
  sequence.store(2 * n - 1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  left.store(n, std::memory_order_relaxed);
  right.store(-n, std::memory_order_relaxed);
  sequence.store(2 * n, std::memory_order_release);
}

int read() {
  for (;;) {
    unsigned before = sequence.load(std::memory_order_acquire);
    int sum = left.load(std::memory_order_relaxed) + right.load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (before % 2 == 0 && sequence.load(std::memory_order_relaxed) == before)
      return sum;
  }
}

int main() {
  int wrong = 0;
  std::thread writer([] {
    for (int n = 1; n < 1000; ++n)
      write(n);
  });
  std::thread reader([&] {
    for (int n = 0; n < 1000; ++n)
      wrong += read() != 0;
  });
  writer.join();
  reader.join();
  return wrong;
}
