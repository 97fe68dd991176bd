// expect: deadlock left
// expect: deadlock right
// stack: second < takeLeft
// D2: each holds what the other wants.
#include "step.h"
#include "run.h"

pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

__attribute__((noinline)) static void second(pthread_mutex_t *mutex) {
  pthread_mutex_lock(mutex);
  __asm__ volatile("" ::: "memory");
}

static void *takeLeft(void *p) {
  pthread_mutex_lock(&left);
  step(1);
  step(3);
  second(&right);
  return p;
}

static void *takeRight(void *p) {
  pthread_mutex_lock(&right);
  step(2);
  second(&left);
  return p;
}

int main(void) {
  runBoth(takeLeft, takeRight);
  return 0;
}
