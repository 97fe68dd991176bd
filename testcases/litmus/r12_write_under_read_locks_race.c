// expect: data-race total
// R12: two holders of the read side are not ordered with one another.
#include "step.h"
#include "run.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
int total;

static void *first(void *p) {
  pthread_rwlock_rdlock(&lock);
  total = 1; // access A
  pthread_rwlock_unlock(&lock);
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  pthread_rwlock_rdlock(&lock);
  total = 2; // access B
  pthread_rwlock_unlock(&lock);
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
