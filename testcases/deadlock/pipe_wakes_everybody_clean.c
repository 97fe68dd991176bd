// expect: clean
// Threads that wait for locks held by one that reads a pipe are not stuck: the pipe's writer runs.
#include "step.h"
#include "run.h"

#include <unistd.h>

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int ends[2];

static void *reads(void *p) {
  char c;
  pthread_mutex_lock(&mutex);
  step(1);
  if (read(ends[0], &c, 1) != 1)
    return NULL;
  pthread_mutex_unlock(&mutex);
  return p;
}

static void *waits(void *p) {
  step(2);
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  return p;
}

static void *writes(void *p) {
  step(3);
  pause_ms(100);
  if (write(ends[1], "x", 1) != 1)
    return NULL;
  return p;
}

int main(void) {
  if (pipe(ends) != 0)
    return 1;
  runThree(reads, waits, writes);
  return 0;
}
