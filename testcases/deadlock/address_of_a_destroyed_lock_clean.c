// expect: clean
// A lock at the address of one that was destroyed is another lock, with an order of its own.
#include "step.h"

#include <pthread.h>

pthread_mutex_t fixed = PTHREAD_MUTEX_INITIALIZER, reused;

static void *one(void *p) {
  pthread_mutex_lock(&fixed);
  pthread_mutex_lock(&reused);
  pthread_mutex_unlock(&reused);
  pthread_mutex_unlock(&fixed);
  pthread_mutex_destroy(&reused);
  pthread_mutex_init(&reused, 0);
  step(1);
  return p;
}

static void *other(void *p) {
  step(2);
  pthread_mutex_lock(&reused);
  pthread_mutex_lock(&fixed);
  pthread_mutex_unlock(&fixed);
  pthread_mutex_unlock(&reused);
  return p;
}

int main(void) {
  pthread_t a, b;
  pthread_mutex_init(&reused, 0);
  pthread_create(&a, 0, one, 0);
  pthread_create(&b, 0, other, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
  return 0;
}
