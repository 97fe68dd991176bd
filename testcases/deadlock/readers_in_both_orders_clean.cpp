// expect: clean
// Two readers of two rwlocks do not keep each other out, in whatever order.
#include "step.h"

#include <shared_mutex>
#include <thread>

std::shared_mutex left, right;

static void readBoth(std::shared_mutex &first, std::shared_mutex &second) {
  std::shared_lock one(first);
  std::shared_lock other(second);
}

int main() {
  std::thread one([] {
    readBoth(left, right);
    step(1);
  });
  std::thread other([] {
    step(2);
    readBoth(right, left);
  });
  one.join();
  other.join();
}
