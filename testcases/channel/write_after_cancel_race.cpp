// expect: data-race value
// What follows cancel is unordered with what it wakes.
#include "step.h"

#include <gordian/context.hpp>

#include <thread>

int value;

int main() {
  gordian::context root = gordian::context::background().with_cancel();
  std::thread worker([root]() mutable {
    root.cancel();
    value = 1; // access A
    step(1);
  });
  root.done().receive();
  step(2);
  const int seen = value; // access B
  worker.join();
  return seen < 0;
}
