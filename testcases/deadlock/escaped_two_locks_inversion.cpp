// expect: lock-order-inversion left
// D2 and P1: two threads take two locks in opposite orders, one after the other this time.
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
    std::scoped_lock second(left);
  });
  one.join();
  other.join();
}
