// expect: data-race shared
// The write slipped out of the critical section.
#include "step.h"
#include "run.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int shared;

static void *first(void *p) {
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  shared = 1; // access A
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  pthread_mutex_lock(&mutex);
  shared = 2; // access B
  pthread_mutex_unlock(&mutex);
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
