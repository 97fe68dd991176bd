// expect: data-race sum
// add belongs before the start of the thread: here wait finds zero and does not wait.
#include "step.h"

#include <gordian/sync.hpp>

#include <thread>

int sum;

int main() {
  gordian::wait_group group;
  std::thread worker([&] {
    step(2);
    group.add(1);
    sum = 1; // access A
    group.done();
    step(3);
  });
  group.wait();
  step(1);
  step(4);
  const int seen = sum; // access B
  worker.join();
  return seen < 0;
}
