// expect: clean
// D8: a recursive mutex that its owner takes again under another lock is no order between the two.
#include "step.h"

#include <mutex>
#include <thread>

std::recursive_mutex outer;
std::mutex inner;

static void nested() {
  std::scoped_lock first(outer);
  std::scoped_lock second(inner);
  std::scoped_lock again(outer);
}

int main() {
  std::thread one([] {
    nested();
    step(1);
  });
  std::thread other([] {
    step(2);
    nested();
  });
  one.join();
  other.join();
}
