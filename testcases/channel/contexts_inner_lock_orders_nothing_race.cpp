// expect: data-race value
// Deriving from one context in two threads orders nothing.
#include "step.h"

#include <gordian/context.hpp>

#include <thread>

int value;
const gordian::context root = gordian::context::background().with_cancel();

int main() {
  std::thread one([] {
    value = 1; // access A
    root.with_cancel().with_value("key", 1).cancel();
    step(1);
  });
  std::thread two([] {
    step(2);
    root.with_cancel().with_value("key", 2).cancel();
    value = 2; // access B
  });
  one.join();
  two.join();
}
