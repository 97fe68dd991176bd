// expect: deadlock ch
// expect: deadlock mutex
// The sender holds the lock that the receiver needs before it can receive.
#include "step.h"

#include <gordian/chan.hpp>

#include <mutex>
#include <thread>

std::mutex mutex;
gordian::chan<int> ch;

int main() {
  std::thread receiver([] {
    step(2);
    std::lock_guard lock(mutex);
    ch.receive();
  });
  std::lock_guard lock(mutex);
  step(1);
  ch.send(1);
  receiver.join();
}
