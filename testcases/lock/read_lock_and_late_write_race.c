// expect: data-race table
// The reader gave its lock back before it was done.
#include "step.h"
#include "run.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
int table[4];
int copy;

static void *reader(void *p) {
  pthread_rwlock_rdlock(&lock);
  pthread_rwlock_unlock(&lock);
  copy = table[2]; // access A
  step(1);
  return p;
}

static void *writer(void *p) {
  step(2);
  pthread_rwlock_wrlock(&lock);
  table[2] = 7; // access B
  pthread_rwlock_unlock(&lock);
  return p;
}

int main(void) {
  runBoth(reader, writer);
  return 0;
}
