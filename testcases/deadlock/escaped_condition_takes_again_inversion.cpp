// expect: lock-order-inversion
// A wait gives one of two locks back and takes it again with the other in hand.
#include "step.h"

#include <condition_variable>
#include <mutex>
#include <thread>

std::mutex state, outer;
std::condition_variable changed;
bool is_done;

int main() {
  std::thread waiter([] {
    {
      std::unique_lock guard(state);
      std::scoped_lock keeps(outer);
      step(1);
      changed.wait(guard, [] { return is_done; });
    }
    step(3);
  });
  std::thread other([] {
    step(4);
    std::scoped_lock guard(state);
    std::scoped_lock keeps(outer);
  });
  step(2);
  pause_ms(50); // until it waits
  {
    std::scoped_lock guard(state);
    is_done = true;
    changed.notify_one();
  }
  waiter.join();
  other.join();
}
