// expect: channel-cycle results
// D9 and P2: a send that waits with a lock in hand, for a receiver that takes the lock first. This time it came first.
#include "step.h"

#include <gordian/chan.hpp>

#include <mutex>
#include <thread>

std::mutex state;
gordian::chan<int> results;

int main() {
  std::thread receiver([] {
    {
      std::scoped_lock guard(state);
    }
    step(1);
    results.receive();
  });
  std::thread sender([] {
    step(2);
    std::scoped_lock guard(state);
    results.send(1);
  });
  receiver.join();
  sender.join();
}
