// Kernel: a bounded queue with one mutex and two condition variables between a producer and a consumer.
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>

namespace {

constexpr int kItems = 500000;
std::mutex mutex;
std::condition_variable not_full, not_empty;
std::deque<int> queue;

void produce() {
  for (int i = 0; i < kItems; ++i) {
    std::unique_lock<std::mutex> lock(mutex);
    not_full.wait(lock, [] { return queue.size() < 64; });
    queue.push_back(i);
    not_empty.notify_one();
  }
}

} // namespace

int main() {
  std::thread producer(produce);
  long sum = 0;
  for (int i = 0; i < kItems; ++i) {
    std::unique_lock<std::mutex> lock(mutex);
    not_empty.wait(lock, [] { return !queue.empty(); });
    sum += queue.front();
    queue.pop_front();
    not_full.notify_one();
  }
  producer.join();
  std::printf("%ld\n", sum);
}
