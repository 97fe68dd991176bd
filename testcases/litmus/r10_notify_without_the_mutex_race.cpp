// expect: data-race result
// R10: a waiter that finds the predicate true by another way never meets the notifier's mutex section.
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
    ready = true;
    changed.wait(lock, [] { return ready; });
    lock.unlock();
    step(2);
    result = 2; // access B
  });
  std::thread notifier([] {
    result = 1; // access A
    changed.notify_all();
    step(1);
  });
  waiter.join();
  notifier.join();
}
