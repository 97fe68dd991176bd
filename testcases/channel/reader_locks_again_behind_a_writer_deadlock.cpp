// expect: deadlock mutex
// A waiting writer keeps new readers out, also one that holds the lock already.
#include "step.h"

#include <gordian/sync.hpp>

#include <mutex>
#include <thread>

gordian::rw_mutex mutex;

int main() {
  mutex.lock_shared();
  std::thread writer([] {
    std::unique_lock lock(mutex);
    step(1);
  });
  pause_ms(100); // the writer waits
  mutex.lock_shared();
  mutex.unlock_shared();
  mutex.unlock_shared();
  writer.join();
}
