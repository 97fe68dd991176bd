// expect: lock-order-inversion
// D11: joins with a lock in hand that the other thread takes; it was faster this time.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex state;

int main() {
  std::thread worker([] {
    {
      std::scoped_lock guard(state);
    }
    step(1);
  });
  step(2);
  std::scoped_lock guard(state);
  worker.join();
}
