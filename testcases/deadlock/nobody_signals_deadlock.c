// expect: deadlock changed
// D12: the one signal came before the wait; nobody is left to give another.
#include "step.h"
#include "run.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *signals(void *p) {
  pthread_cond_signal(&changed);
  step(1);
  return p;
}

static void *waits(void *p) {
  step(2);
  pthread_mutex_lock(&mutex);
  pthread_cond_wait(&changed, &mutex);
  pthread_mutex_unlock(&mutex);
  return p;
}

int main(void) {
  runBoth(signals, waits);
  return 0;
}
