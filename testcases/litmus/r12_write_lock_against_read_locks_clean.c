// expect: clean
// R12, right: the write side is ordered with both read sides, before and after.
#include "step.h"
#include "run.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
int total;
int seen;

static void *reader(void *p) {
  int sum = 0;
  for (int i = 0; i < 100; i++) {
    pthread_rwlock_rdlock(&lock);
    sum += total;
    pthread_rwlock_unlock(&lock);
  }
  __atomic_fetch_add(&seen, sum, __ATOMIC_RELAXED);
  return p;
}

static void *writer(void *p) {
  for (int i = 0; i < 100; i++) {
    pthread_rwlock_wrlock(&lock);
    total++;
    pthread_rwlock_unlock(&lock);
  }
  return p;
}

int main(void) {
  runThree(reader, writer, reader);
  return total != 100;
}
