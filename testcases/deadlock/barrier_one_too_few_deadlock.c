// expect: deadlock meeting
// A barrier for three, and two that come.
#include "run.h"

pthread_barrier_t meeting;

static void *comes(void *p) {
  pthread_barrier_wait(&meeting);
  return p;
}

int main(void) {
  pthread_barrier_init(&meeting, NULL, 3);
  runBoth(comes, comes);
  return 0;
}
