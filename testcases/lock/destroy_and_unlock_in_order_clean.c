// expect: clean
// Locked, unlocked, destroyed; the semaphore may be posted by any thread.
#include "run.h"

#include <semaphore.h>

static sem_t done;

static void *post(void *p) {
  sem_post(&done);
  return p;
}

static void *wait(void *p) {
  sem_wait(&done);
  return p;
}

int main(void) {
  pthread_mutex_t mutex;
  pthread_mutex_init(&mutex, NULL);
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  pthread_mutex_destroy(&mutex);
  sem_init(&done, 0, 0);
  runBoth(post, wait);
  sem_destroy(&done);
  return 0;
}
