// expect: clean
// The second order is taken only after an atomic flag says that the first thread is done.
#include <atomic>
#include <mutex>
#include <thread>

std::mutex left, right;
std::atomic<bool> is_done;

static void both(std::mutex &first, std::mutex &second) {
  std::scoped_lock one(first);
  std::scoped_lock other(second);
}

int main() {
  std::thread one([] {
    both(left, right);
    is_done.store(true, std::memory_order_release);
  });
  while (!is_done.load(std::memory_order_acquire))
    std::this_thread::yield();
  both(right, left);
  one.join();
}
