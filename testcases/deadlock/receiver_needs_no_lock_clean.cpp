// expect: clean
// The receiver takes the lock only after it has the message.
#include "step.h"

#include <gordian/chan.hpp>

#include <mutex>
#include <thread>

std::mutex state;
gordian::chan<int> results;

int main() {
  std::thread receiver([] {
    results.receive();
    std::scoped_lock guard(state);
  });
  std::thread sender([] {
    std::scoped_lock guard(state);
    results.send(1);
  });
  receiver.join();
  sender.join();
}
