// expect: deadlock gate
// All threads wait for a semaphore that only they could post.
#include "run.h"

#include <semaphore.h>

sem_t gate;

static void *waits(void *p) {
  sem_wait(&gate);
  sem_post(&gate);
  return p;
}

int main(void) {
  sem_init(&gate, 0, 0);
  runBoth(waits, waits);
  return 0;
}
