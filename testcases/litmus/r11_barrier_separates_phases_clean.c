// expect: clean
// R11: what any thread did before a barrier happens before what any thread does after it.
#include "run.h"

static pthread_barrier_t barrier;
int cells[2];

static void *left(void *p) {
  for (int round = 0; round < 3; round++) {
    cells[0] = round;
    pthread_barrier_wait(&barrier);
    cells[1]++;
    pthread_barrier_wait(&barrier);
  }
  return p;
}

static void *right(void *p) {
  for (int round = 0; round < 3; round++) {
    cells[1] = round;
    pthread_barrier_wait(&barrier);
    cells[0]++;
    pthread_barrier_wait(&barrier);
  }
  return p;
}

int main(void) {
  pthread_barrier_init(&barrier, NULL, 2);
  runBoth(left, right);
  pthread_barrier_destroy(&barrier);
  return 0;
}
