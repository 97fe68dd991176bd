// expect: lock-order-inversion
// One of the two takes its second lock for writing: a reader of that one keeps it out.
#include "step.h"

#include <mutex>
#include <shared_mutex>
#include <thread>

std::shared_mutex left, right;

int main() {
  std::thread one([] {
    std::shared_lock first(left);
    std::unique_lock second(right);
    step(1);
  });
  std::thread other([] {
    step(2);
    std::shared_lock first(right);
    std::unique_lock second(left);
  });
  one.join();
  other.join();
}
