// expect: clean
// A test-and-set lock by acquire and release.
#include <atomic>
#include <thread>

std::atomic_flag taken = ATOMIC_FLAG_INIT;
int guarded;

void add() {
  for (int i = 0; i < 500; ++i) {
    while (taken.test_and_set(std::memory_order_acquire))
      std::this_thread::yield();
    guarded++;
    taken.clear(std::memory_order_release);
  }
}

int main() {
  std::thread first(add), second(add);
  first.join();
  second.join();
  return guarded != 1000;
}
