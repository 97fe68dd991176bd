// expect: clean
// atomic_ref on both sides.
#include <atomic>
#include <thread>

int value;

int main() {
  auto add = [] {
    for (int i = 0; i < 100; ++i)
      std::atomic_ref<int>(value).fetch_add(1, std::memory_order_relaxed);
  };
  std::thread first(add), second(add);
  first.join();
  second.join();
  return value != 200;
}
