// expect: data-race value
// What follows done is not waited for.
#include "step.h"

#include <gordian/sync.hpp>

#include <thread>

int value;

int main() {
  gordian::wait_group group;
  group.add(1);
  std::thread worker([&] {
    group.done();
    value = 1; // access A
    step(1);
  });
  group.wait();
  step(2);
  const int seen = value; // access B
  worker.join();
  return seen < 0;
}
