// expect: deadlock mutex
// D11: join while holding the lock that the thread needs to end.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex mutex;

int main() {
  std::unique_lock<std::mutex> lock(mutex);
  std::thread worker([] { std::lock_guard<std::mutex> inner(mutex); });
  worker.join();
}
