// expect: data-race level
// The racing line lies in a function that the optimizer inlines; the report names that line, not the caller's.
#include "step.h"

#include <thread>

int level;

static inline void raise(int by) {
  level = by; // access A
}

int main() {
  std::thread first([] {
    raise(1);
    step(1);
  });
  std::thread second([] {
    step(2);
    raise(2);
  });
  first.join();
  second.join();
}
