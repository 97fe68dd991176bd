// expect: partial-deadlock left
// Two threads are stuck for ever while main works on, for ever: the report ends the program.
#include "step.h"

#include <pthread.h>

pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
unsigned served;

static void *takeLeft(void *p) {
  pthread_mutex_lock(&left);
  step(1);
  step(3);
  pthread_mutex_lock(&right);
  return p;
}

static void *takeRight(void *p) {
  pthread_mutex_lock(&right);
  step(2);
  pthread_mutex_lock(&left);
  return p;
}

int main(void) {
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, takeLeft, NULL);
  pthread_create(&threads[1], NULL, takeRight, NULL);
  for (;;) {
    pause_ms(1);
    ++served;
  }
}
