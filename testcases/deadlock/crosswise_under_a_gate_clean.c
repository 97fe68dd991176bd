// expect: clean
// D4: the inversion can't happen, since both orders are taken under a third lock.
#include "run.h"

pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER, left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static void *one(void *p) {
  for (int i = 0; i < 200; i++) {
    pthread_mutex_lock(&gate);
    pthread_mutex_lock(&left);
    pthread_mutex_lock(&right);
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&gate);
  }
  return p;
}

static void *other(void *p) {
  for (int i = 0; i < 200; i++) {
    pthread_mutex_lock(&gate);
    pthread_mutex_lock(&right);
    pthread_mutex_lock(&left);
    pthread_mutex_unlock(&left);
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&gate);
  }
  return p;
}

int main(void) {
  runBoth(one, other);
  return 0;
}
