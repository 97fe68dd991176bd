// expect: deadlock
// modes: O2
// The initialiser of a static takes a lock whose holder waits for the static.
#include "step.h"

#include <mutex>
#include <thread>

std::mutex mutex;

struct Registry {
  Registry() {
    step(1);
    step(3);
    std::lock_guard lock(mutex);
  }
};

Registry &registry() {
  static Registry the_registry;
  return the_registry;
}

int main() {
  std::thread user([] { registry(); });
  std::thread holder([] {
    std::lock_guard lock(mutex);
    step(2);
    registry();
  });
  user.join();
  holder.join();
}
