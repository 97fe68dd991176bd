// expect: clean
// D13: whoever waits for its second lock gives up after a while, so nothing is for ever.
#include "step.h"

#include <chrono>
#include <mutex>
#include <thread>

std::timed_mutex left, right;

static void both(std::timed_mutex &first, std::timed_mutex &second) {
  std::scoped_lock one(first);
  if (second.try_lock_for(std::chrono::milliseconds(5)))
    second.unlock();
}

int main() {
  std::thread one([] {
    both(left, right);
    step(1);
  });
  std::thread other([] {
    step(2);
    both(right, left);
  });
  one.join();
  other.join();
}
