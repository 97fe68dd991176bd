// expect: condition-misuse stopped
// expect: deadlock stopped
// modes: O2
// The destructor of a condition variable waits until nobody waits for it, and the one who does waits for ever: main never
// comes to its end.
#include "step.h"

#include <condition_variable>
#include <mutex>
#include <thread>

struct Service {
  std::mutex mutex;
  std::condition_variable stopped;
  void run() {
    std::unique_lock lock(mutex);
    step(1);
    stopped.wait(lock, [] { return false; });
  }
};

int main() {
  Service service;
  std::thread([&] { service.run(); }).detach();
  step(2);
  std::lock_guard(service.mutex); // it waits now
}
