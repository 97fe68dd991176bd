// expect: clean
// Whoever was woken may still be on the way out when the condition variable is destroyed; another mutex may follow.
#include <pthread.h>
#include <time.h>
#include "step.h"
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int is_done, waiting;
static void *waits(void *p) {
  pthread_mutex_lock(&mutex);
  ++waiting;
  while (!is_done)
    pthread_cond_wait(&condition, &mutex);
  pthread_mutex_unlock(&mutex);
  return p;
}
int main(void) {
  pthread_t threads[3];
  for (int i = 0; i < 3; ++i)
    pthread_create(&threads[i], NULL, waits, NULL);
  for (int ready = 0; ready < 3;) {
    pthread_mutex_lock(&mutex);
    ready = waiting;
    pthread_mutex_unlock(&mutex);
  }
  pthread_mutex_lock(&mutex);
  is_done = 1;
  pthread_cond_signal(&condition);
  pthread_cond_broadcast(&condition);
  pthread_mutex_unlock(&mutex);
  pthread_cond_destroy(&condition);
  for (int i = 0; i < 3; ++i)
    pthread_join(threads[i], NULL);
  pthread_cond_init(&condition, NULL);
  struct timespec past = {1, 0};
  pthread_mutex_lock(&other);
  pthread_cond_timedwait(&condition, &other, &past);
  pthread_mutex_unlock(&other);
  pthread_cond_destroy(&condition);
  return 0;
}
