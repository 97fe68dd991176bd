// expect: clean
// The second order is taken only after the first thread has said that it is done, by a flag under a mutex of its own.
#include "step.h"

#include <condition_variable>
#include <mutex>
#include <thread>

std::mutex left, right, state;
std::condition_variable changed;
bool is_done;

static void both(std::mutex &first, std::mutex &second) {
  std::scoped_lock one(first);
  std::scoped_lock other(second);
}

int main() {
  std::thread one([] {
    both(left, right);
    {
      std::scoped_lock guard(state);
      is_done = true;
    }
    changed.notify_one();
    step(1);
  });
  step(2); // too late to wait: nothing but the flag orders the two
  {
    std::unique_lock guard(state);
    changed.wait(guard, [] { return is_done; });
  }
  both(right, left);
  one.join();
}
