// Kernel: four threads look up ints in one large table that is seldom changed, under a reader-writer lock taken for each batch.
#include <cstdio>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

namespace {

constexpr unsigned kEntries = 1 << 16, kThreads = 4, kBatches = 3000, kBatch = 4000;
std::shared_mutex mutex;
std::vector<int> table(kEntries);

void look(unsigned seed, long &found) {
  for (unsigned batch = 0; batch < kBatches; ++batch) {
    std::shared_lock lock(mutex);
    for (unsigned i = 0; i < kBatch; ++i) {
      seed = seed * 1664525u + 1013904223u;
      found += table[seed >> 16];
    }
  }
}

void change() {
  for (unsigned i = 0; i < 100; ++i) {
    std::unique_lock lock(mutex);
    table[i * 37] += 0;
  }
}

} // namespace

int main() {
  for (unsigned i = 0; i < kEntries; ++i)
    table[i] = static_cast<int>(i % 10);
  long found[kThreads] = {};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < kThreads; ++t)
    threads.emplace_back(look, t + 1, std::ref(found[t]));
  change();
  long sum = 0;
  for (unsigned t = 0; t < kThreads; ++t) {
    threads[t].join();
    sum += found[t];
  }
  std::printf("%ld\n", sum);
}
