// expect: data-race shared
// A semaphore that lets two in at once is no mutex: nobody posted before either of them came in.
#include "step.h"
#include "run.h"

#include <semaphore.h>

static sem_t gate;
int shared;

static void *first(void *p) {
  sem_wait(&gate);
  shared = 1; // access A
  step(1);
  step(4);
  sem_post(&gate);
  return p;
}

static void *second(void *p) {
  sem_wait(&gate);
  step(2);
  shared = 2; // access B
  step(3);
  sem_post(&gate);
  return p;
}

int main(void) {
  sem_init(&gate, 0, 2);
  runBoth(first, second);
  return 0;
}
