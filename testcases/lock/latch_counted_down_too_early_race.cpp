// expect: data-race result
// The worker counts down before its last write.
#include "step.h"

#include <latch>
#include <thread>

std::latch done(1);
int result;

int main() {
  std::thread worker([] {
    done.count_down();
    result = 1; // access A
    step(1);
  });
  done.wait();
  step(2);
  result = 2; // access B
  worker.join();
}
