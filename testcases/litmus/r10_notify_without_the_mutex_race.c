// expect: data-race ready
// R10: a signal orders nothing by itself; the predicate must be written under the mutex.
#include "step.h"
#include "run.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
int ready;

static int isReady(void) {
  return ready; // access A
}

static void *wait(void *p) {
  pthread_mutex_lock(&mutex);
  int done = isReady();
  step(1);
  while (!done) {
    pthread_cond_wait(&changed, &mutex);
    done = isReady();
  }
  pthread_mutex_unlock(&mutex);
  return p;
}

static void *notify(void *p) {
  step(2);
  ready = 1; // access B
  // Only so that the waiter waits by now: what is written before the lock is not ordered by it.
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  pthread_cond_signal(&changed);
  return p;
}

int main(void) {
  runBoth(wait, notify);
  return 0;
}
