// expect: clean
// Accesses are not seen, but the mutex orders.
#include "run.h"
#include "step.h"
#include <gordian/annotate.h>
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int data, guess;
static void *first(void *p) {
  data = 1;
  gordian_ignore_accesses_begin();
  guess = 1;
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  gordian_ignore_accesses_end();
  step(1);
  return p;
}
static void *second(void *p) {
  step(2);
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  data = 2;
  guess = 2;
  return p;
}
int main(void) {
  runBoth(first, second);
  return 0;
}
