// expect: clean
// D2, right: both take left before right.
#include "run.h"

pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static void *work(void *p) {
  for (int i = 0; i < 300; i++) {
    pthread_mutex_lock(&left);
    pthread_mutex_lock(&right);
    pthread_mutex_unlock(&right);
    pthread_mutex_unlock(&left);
  }
  return p;
}

int main(void) {
  runBoth(work, work);
  return 0;
}
