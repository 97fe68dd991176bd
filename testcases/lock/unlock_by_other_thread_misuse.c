// expect: unlock-by-other-thread mutex
// Only the thread that locked a mutex may unlock it.
#include "step.h"
#include "run.h"

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *locks(void *p) {
  pthread_mutex_lock(&mutex);
  step(1);
  step(4);
  return p;
}

static void *unlocks(void *p) {
  step(2);
  pthread_mutex_unlock(&mutex);
  step(3);
  return p;
}

int main(void) {
  runBoth(locks, unlocks);
  return 0;
}
