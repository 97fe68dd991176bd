// expect: clean
// An atomic increment is one step; no order between the threads is needed.
#include <atomic>
#include <thread>
#include <vector>

std::atomic<int> counter;

int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([] {
      for (int k = 0; k < 1000; ++k)
        counter.fetch_add(1, std::memory_order_relaxed);
    });
  for (std::thread &thread : threads)
    thread.join();
  return counter == 8000 ? 0 : 1;
}
