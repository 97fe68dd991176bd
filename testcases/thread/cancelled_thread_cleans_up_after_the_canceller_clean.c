// expect: clean
// A clean-up handler comes after what was done before pthread_cancel, and has the mutex of the condition wait again.
#include "step.h"

#include <pthread.h>

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
int before_cancel, guarded, seen;

static void cleanUp(void *p) {
  (void)p;
  seen = before_cancel;
  guarded++;
  pthread_mutex_unlock(&mutex);
}

static void *waiter(void *p) {
  pthread_mutex_lock(&mutex);
  guarded++;
  step(1);
  pthread_cleanup_push(cleanUp, NULL);
  for (;;)
    pthread_cond_wait(&condition, &mutex);
  pthread_cleanup_pop(1);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, waiter, NULL);
  step(2);
  pthread_mutex_lock(&mutex);
  guarded++;
  pthread_mutex_unlock(&mutex);
  before_cancel = 1;
  pthread_cancel(thread);
  pthread_join(thread, NULL);
  pthread_mutex_lock(&mutex);
  guarded++;
  pthread_mutex_unlock(&mutex);
  return seen != 1 || guarded != 4;
}
