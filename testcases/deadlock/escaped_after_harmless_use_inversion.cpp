// expect: lock-order-inversion left
// The second thread has used both locks in the other's order before: the deadlock needs those sections turned round.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex left, right;

static void leftThenRight() {
  std::scoped_lock first(left);
  std::scoped_lock second(right);
}

int main() {
  std::thread one([] {
    leftThenRight();
    step(1);
  });
  std::thread other([] {
    step(2);
    leftThenRight();
    std::scoped_lock first(right);
    std::scoped_lock second(left);
  });
  one.join();
  other.join();
}
