// expect: clean
// The same mutex on both sides orders them, whoever comes first.
#include "run.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
long hits;

static void *count(void *p) {
  for (int i = 0; i < 1000; i++) {
    pthread_mutex_lock(&mutex);
    hits++;
    pthread_mutex_unlock(&mutex);
  }
  return p;
}

int main(void) {
  runBoth(count, count);
  return hits != 2000;
}
