// Kernel: threads look up and insert in a striped hash map of std::unordered_map, one mutex for each stripe.
#include <cstdio>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

constexpr int kStripes = 16, kThreads = 2, kOperations = 2000000;

struct stripe {
  std::mutex mutex;
  std::unordered_map<unsigned, unsigned> cells;
};

stripe stripes[kStripes];

void work(unsigned seed) {
  for (int i = 0; i < kOperations; ++i) {
    seed = seed * 1664525u + 1013904223u;
    unsigned key = seed >> 18;
    stripe &mine = stripes[key % kStripes];
    std::lock_guard<std::mutex> lock(mine.mutex);
    mine.cells[key] += i;
  }
}

} // namespace

int main() {
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back(work, t + 1);
  for (std::thread &thread : threads)
    thread.join();
  std::size_t size = 0;
  for (stripe &s : stripes)
    size += s.cells.size();
  std::printf("%zu\n", size);
}
