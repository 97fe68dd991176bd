// expect: deadlock
// modes: O2
// The signal comes before anybody waits, and the waiter does not ask whether it has come.
#include <condition_variable>
#include <mutex>
#include <thread>

int main() {
  std::mutex mutex;
  std::condition_variable ready;
  bool is_ready = false;
  {
    std::lock_guard guard(mutex);
    is_ready = true;
  }
  ready.notify_one();
  std::thread waiter([&] {
    std::unique_lock lock(mutex);
#ifdef MENDED
    ready.wait(lock, [&] { return is_ready; });
#else
    ready.wait(lock);
#endif
  });
  waiter.join();
}
