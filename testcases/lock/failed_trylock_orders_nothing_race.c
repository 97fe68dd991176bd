// expect: data-race shared
// A trylock that fails has not acquired anything.
#include "step.h"
#include "run.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int shared;

static void *holder(void *p) {
  shared = 1; // access A
  pthread_mutex_lock(&mutex);
  step(1);
  step(4);
  pthread_mutex_unlock(&mutex);
  return p;
}

static void *tryer(void *p) {
  step(2);
  if (pthread_mutex_trylock(&mutex) != 0)
    shared = 2; // access B
  step(3);
  return p;
}

int main(void) {
  runBoth(holder, tryer);
  return 0;
}
