// expect: data-race value
// A canceled() that is false tells nothing.
#include "step.h"

#include <gordian/context.hpp>

#include <thread>

int value;

int main() {
  gordian::context root = gordian::context::background().with_cancel();
  std::thread worker([root] {
    value = 1; // access A
    const bool is_canceled = root.canceled();
    step(is_canceled ? 9 : 1);
  });
  step(2);
  const int seen = root.canceled() ? 0 : value; // access B
  worker.join();
  return seen < 0;
}
