// expect: clean
// Opposite orders by two threads of which one is joined before the other starts.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex left, right;

static void both(std::mutex &first, std::mutex &second) {
  std::scoped_lock one(first);
  std::scoped_lock other(second);
}

int main() {
  std::thread one([] { both(left, right); });
  one.join();
  std::thread other([] { both(right, left); });
  other.join();
}
