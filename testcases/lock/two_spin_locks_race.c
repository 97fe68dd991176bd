// expect: data-race guarded
// Each thread spins on a lock of its own.
#include "step.h"
#include "run.h"

static pthread_spinlock_t one, other;
int guarded;

static void *first(void *p) {
  pthread_spin_lock(&one);
  guarded = 1; // access A
  pthread_spin_unlock(&one);
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  pthread_spin_lock(&other);
  guarded = 2; // access B
  pthread_spin_unlock(&other);
  return p;
}

int main(void) {
  pthread_spin_init(&one, PTHREAD_PROCESS_PRIVATE);
  pthread_spin_init(&other, PTHREAD_PROCESS_PRIVATE);
  runBoth(first, second);
  return 0;
}
