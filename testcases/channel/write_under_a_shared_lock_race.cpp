// expect: data-race value
// Two that hold the lock shared are not ordered, also one after the other.
#include "step.h"

#include <gordian/sync.hpp>

#include <shared_mutex>
#include <thread>

int value;
gordian::rw_mutex mutex;

int main() {
  std::thread one([] {
    std::shared_lock lock(mutex);
    value = 1; // access A
    lock.unlock();
    step(1);
  });
  std::thread two([] {
    step(2);
    std::shared_lock lock(mutex);
    value = 2; // access B
  });
  one.join();
  two.join();
}
