// expect: channel-cycle
// D10 and P3: waits for a worker with a lock in hand that the worker takes; the worker was faster this time.
#include "step.h"

#include <gordian/sync.hpp>

#include <mutex>

std::mutex state;

int main() {
  gordian::wait_group workers;
  workers.go([] {
    {
      std::scoped_lock guard(state);
    }
    step(1);
  });
  step(2);
  std::scoped_lock guard(state);
  workers.wait();
}
