// expect: clean
// R10, right: result and predicate are written under the mutex; the wait gives it back and takes it again.
#include "step.h"

#include <condition_variable>
#include <mutex>
#include <thread>

std::mutex mutex;
std::condition_variable changed;
bool ready;
int result;

int main() {
  std::thread waiter([] {
    std::unique_lock<std::mutex> lock(mutex);
    step(1);
    changed.wait(lock, [] { return ready; });
    result++;
  });
  std::thread notifier([] {
    step(2);
    {
      std::lock_guard<std::mutex> lock(mutex);
      result = 1;
      ready = true;
    }
    changed.notify_one();
  });
  waiter.join();
  notifier.join();
  return result != 2;
}
