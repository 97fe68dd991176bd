// expect: lock-order-inversion left
// A lock that was taken by trying is held like any other.
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
    if (!right.try_lock())
      return;
    left.lock();
    left.unlock();
    right.unlock();
  });
  one.join();
  other.join();
}
