// expect: clean
// Cancellation runs the cleanup handlers, which give the mutex back, before the join returns.
#include "step.h"

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
int guarded;

static void leave(void *p) {
  guarded++;
  pthread_mutex_unlock(p);
}

static void *waits(void *p) {
  pthread_mutex_lock(&mutex);
  pthread_cleanup_push(leave, &mutex);
  step(1);
  for (;;)
    pthread_cond_wait(&never, &mutex);
  pthread_cleanup_pop(0);
  return p;
}

int main(void) {
  pthread_t thread;
  void *result;
  pthread_create(&thread, NULL, waits, NULL);
  step(2);
  pthread_cancel(thread);
  pthread_join(thread, &result);
  pthread_mutex_lock(&mutex);
  guarded++;
  pthread_mutex_unlock(&mutex);
  return guarded != 2 || result != PTHREAD_CANCELED;
}
