// expect: data-race total
// R12: shared_lock on a shared_mutex.
#include "step.h"

#include <shared_mutex>
#include <thread>

std::shared_mutex mutex;
int total;

int main() {
  std::thread first([] {
    std::shared_lock<std::shared_mutex> lock(mutex);
    total = 1; // access A
    step(1);
  });
  std::thread second([] {
    step(2);
    std::shared_lock<std::shared_mutex> lock(mutex);
    total = 2; // access B
  });
  first.join();
  second.join();
}
