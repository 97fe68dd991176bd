// expect: data-race value
// The end of a timeout is ordered after the setting of it, and after nothing that was done meanwhile.
#include "step.h"

#include <gordian/context.hpp>

#include <chrono>
#include <thread>

using namespace std::chrono_literals;

int value;

int main() {
  gordian::context timed = gordian::context::background().with_timeout(50ms);
  std::thread worker([] {
    value = 1; // access A
    step(1);
  });
  timed.done().receive();
  step(2);
  const int seen = value; // access B
  worker.join();
  return seen < 0;
}
