// expect: clean
// D11, right: the lock is given back first.
#include <mutex>
#include <thread>

std::mutex mutex;

int main() {
  std::unique_lock<std::mutex> lock(mutex);
  std::thread worker([] { std::lock_guard<std::mutex> inner(mutex); });
  lock.unlock();
  worker.join();
}
