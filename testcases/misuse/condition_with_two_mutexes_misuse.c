// expect: condition-misuse condition
#include <time.h>
#include "run.h"
#include "step.h"
pthread_mutex_t first_mutex = PTHREAD_MUTEX_INITIALIZER, second_mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
int is_done;
static void *first(void *p) {
  pthread_mutex_lock(&first_mutex);
  step(1);
  while (!is_done)
    pthread_cond_wait(&condition, &first_mutex);
  pthread_mutex_unlock(&first_mutex);
  return p;
}
static void *second(void *p) {
  step(2);
  pthread_mutex_lock(&first_mutex); // the first waits
  pthread_mutex_unlock(&first_mutex);
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_nsec = soon.tv_nsec / 2;
  pthread_mutex_lock(&second_mutex);
  pthread_cond_timedwait(&condition, &second_mutex, &soon);
  pthread_mutex_unlock(&second_mutex);
  pthread_mutex_lock(&first_mutex);
  is_done = 1;
  pthread_cond_broadcast(&condition);
  pthread_mutex_unlock(&first_mutex);
  return p;
}
int main(void) {
  runBoth(first, second);
  return 0;
}
