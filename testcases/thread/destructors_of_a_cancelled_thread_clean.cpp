// expect: clean
// Cancellation unwinds C++ frames: their destructors come after what was done before pthread_cancel.
#include "step.h"

#include <pthread.h>
#include <unistd.h>

int before_cancel, seen;

struct Guard {
  ~Guard() { seen = before_cancel; }
};

static void *sleeper(void *p) {
  Guard guard;
  step(1);
  for (;;)
    pause();
  return p;
}

int main() {
  pthread_t thread;
  pthread_create(&thread, nullptr, sleeper, nullptr);
  step(2);
  before_cancel = 1;
  pthread_cancel(thread);
  pthread_join(thread, nullptr);
  return seen != 1;
}
