// expect: clean
// Who only tries the second lock does not wait for it.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex left, right;

int main() {
  std::thread one([] {
    std::scoped_lock first(left);
    std::scoped_lock second(right);
    step(1);
  });
  std::thread other([] {
    step(2);
    std::scoped_lock first(right);
    if (left.try_lock())
      left.unlock();
  });
  one.join();
  other.join();
}
