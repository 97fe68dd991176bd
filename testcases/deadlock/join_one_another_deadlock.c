// expect: deadlock
// Three threads, each of which waits for the next one's end; main has left by pthread_exit.
#include "step.h"

#include <pthread.h>

pthread_t threads[3];

static void *joins(void *p) {
  long me = (long)p;
  step(me + 2); // main has taken the first step when all are started
  pthread_join(threads[(me + 1) % 3], NULL);
  return p;
}

int main(void) {
  for (long i = 0; i < 3; i++)
    pthread_create(&threads[i], NULL, joins, (void *)i);
  step(1);
  pthread_exit(NULL);
}
