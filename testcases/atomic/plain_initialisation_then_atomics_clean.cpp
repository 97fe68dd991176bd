// expect: clean
// The constructor's plain store comes before the threads are started.
#include <atomic>
#include <memory>
#include <thread>

int main() {
  auto counter = std::make_unique<std::atomic<int>>(5);
  std::thread first([&] { counter->fetch_add(1); });
  std::thread second([&] { counter->fetch_sub(1); });
  first.join();
  second.join();
  return counter->load() != 5;
}
