// expect: data-race shared
// A mutex that is destroyed and made again is a new one; its old critical sections order nothing.
#include "step.h"
#include "threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int shared;

static void *first(void *p) {
  pthread_mutex_lock(&mutex);
  shared = 1; // access A
  pthread_mutex_unlock(&mutex);
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  pthread_mutex_destroy(&mutex);
  pthread_mutex_init(&mutex, NULL);
  pthread_mutex_lock(&mutex);
  shared = 2; // access B
  pthread_mutex_unlock(&mutex);
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
