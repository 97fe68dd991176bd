// expect: data-race cell
// R11, wrong: the reader of one phase and the writer of the same phase are on the same side of the barrier.
#include "step.h"
#include "run.h"

static pthread_barrier_t barrier;
int cell;

static void *left(void *p) {
  pthread_barrier_wait(&barrier);
  cell = 1; // access A
  step(1);
  return p;
}

static void *right(void *p) {
  pthread_barrier_wait(&barrier);
  step(2);
  cell = 2; // access B
  return p;
}

int main(void) {
  pthread_barrier_init(&barrier, NULL, 2);
  runBoth(left, right);
  return 0;
}
