// expect: deadlock lock_a
// expect: deadlock lock_b
// expect: deadlock lock_c
// D3: three threads, each holds what the one before it wants.
#include "step.h"
#include "run.h"

pthread_mutex_t lock_a = PTHREAD_MUTEX_INITIALIZER, lock_b = PTHREAD_MUTEX_INITIALIZER,
                lock_c = PTHREAD_MUTEX_INITIALIZER;

static void *first(void *p) {
  pthread_mutex_lock(&lock_a);
  step(1);
  step(4);
  pthread_mutex_lock(&lock_b);
  return p;
}

static void *second(void *p) {
  step(2);
  pthread_mutex_lock(&lock_b);
  step(3);
  step(5);
  pthread_mutex_lock(&lock_c);
  return p;
}

static void *third(void *p) {
  pthread_mutex_lock(&lock_c);
  step(6);
  pthread_mutex_lock(&lock_a);
  return p;
}

int main(void) {
  runThree(first, second, third);
  return 0;
}
