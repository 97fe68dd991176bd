// expect: clean
// Each of two threads holds a gate while a helper of its own takes the two locks: the helpers never meet.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex gate, left, right;

static void helped(std::mutex &first, std::mutex &second) {
  std::scoped_lock keeps_out(gate);
  std::thread helper([&] {
    std::scoped_lock one(first);
    std::scoped_lock other(second);
  });
  helper.join();
}

int main() {
  std::thread one([] { helped(left, right); });
  std::thread other([] { helped(right, left); });
  one.join();
  other.join();
}
