// expect: clean
// A canceled() that is true tells of the cancellation, and so comes after what preceded it.
#include "step.h"

#include <gordian/context.hpp>

#include <thread>

int value;

int main() {
  gordian::context root = gordian::context::background().with_cancel();
  std::thread worker([root]() mutable {
    value = 1;
    root.cancel();
  });
  while (!root.canceled())
    pause_ms(1);
  const bool is_right = value == 1;
  worker.join();
  return is_right ? 0 : 1;
}
