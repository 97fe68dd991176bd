// expect: data-race shared
// Each side holds a mutex, but not the same one.
#include "step.h"
#include "run.h"

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
int shared;

static void *first(void *p) {
  pthread_mutex_lock(&one);
  shared = 1; // access A
  pthread_mutex_unlock(&one);
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  pthread_mutex_lock(&other);
  shared = 2; // access B
  pthread_mutex_unlock(&other);
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
