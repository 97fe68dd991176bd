// expect: clean
// A recursive mutex that no init call announces.
#define _GNU_SOURCE
#include "run.h"

static pthread_mutex_t mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
int guarded;

static void *work(void *p) {
  for (int i = 0; i < 100; i++) {
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
    guarded++;
    pthread_mutex_unlock(&mutex);
    pthread_mutex_unlock(&mutex);
  }
  return p;
}

int main(void) {
  runBoth(work, work);
  return guarded != 200;
}
