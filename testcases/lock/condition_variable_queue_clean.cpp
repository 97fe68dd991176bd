// expect: clean
// A bounded queue: two condition variables, one mutex, and payloads that are read outside of it.
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

std::mutex mutex;
std::condition_variable not_full, not_empty;
std::deque<std::unique_ptr<int>> queue;
long sum;

int main() {
  std::thread producer([] {
    for (int i = 1; i <= 200; ++i) {
      auto item = std::make_unique<int>(i);
      std::unique_lock<std::mutex> lock(mutex);
      not_full.wait(lock, [] { return queue.size() < 4; });
      queue.push_back(std::move(item));
      not_empty.notify_one();
    }
  });
  std::thread consumer([] {
    for (int i = 1; i <= 200; ++i) {
      std::unique_lock<std::mutex> lock(mutex);
      not_empty.wait(lock, [] { return !queue.empty(); });
      auto item = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      not_full.notify_one();
      sum += *item;
    }
  });
  producer.join();
  consumer.join();
  return sum != 200 * 201 / 2;
}
