// expect: deadlock
// modes: O2
// notify_one where everybody should hear it.
#include <condition_variable>
#include <mutex>
#include <thread>

int main() {
  std::mutex mutex;
  std::condition_variable opened;
  bool is_open = false;
  int waiting = 0;
  auto wait = [&] {
    std::unique_lock lock(mutex);
    ++waiting;
    opened.wait(lock, [&] { return is_open; });
  };
  std::thread first(wait), second(wait);
  for (bool both_wait = false; !both_wait;) {
    std::lock_guard guard(mutex);
    both_wait = waiting == 2;
    is_open = both_wait;
  }
#ifdef MENDED
  opened.notify_all();
#else
  opened.notify_one();
#endif
  first.join();
  second.join();
}
