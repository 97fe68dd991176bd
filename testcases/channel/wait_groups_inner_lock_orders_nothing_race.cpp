// expect: data-race value
// Two that are done are not ordered with one another, only with who waits.
#include "step.h"

#include <gordian/sync.hpp>

#include <thread>

int value;

int main() {
  gordian::wait_group group;
  group.add(2);
  std::thread one([&] {
    value = 1; // access A
    group.done();
    step(1);
  });
  std::thread two([&] {
    step(2);
    group.done();
    value = 2; // access B
  });
  group.wait();
  one.join();
  two.join();
}
