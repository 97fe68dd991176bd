// expect: data-race value
// atomic_ref makes its own accesses atomic, not the plain ones elsewhere.
#include "step.h"

#include <atomic>
#include <thread>

int value;

int main() {
  std::thread first([] {
    std::atomic_ref<int> reference(value);
    reference.store(1);
    step(1);
  });
  std::thread second([] {
    step(2);
    value = 2; // access B
  });
  first.join();
  second.join();
}
