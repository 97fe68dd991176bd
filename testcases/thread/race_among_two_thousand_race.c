// expect: data-race shared
// The first and the last of 1,000 threads that are alive at once race.
#include "step.h"

#include <pthread.h>

enum { kThreads = 1000 };
static pthread_barrier_t all;
int shared;

static void *work(void *p) {
  long me = (long)p;
  if (me == 0) {
    shared = 1; // access A
    step(1);
  }
  if (me == kThreads - 1) {
    step(2);
    shared = 2; // access B
  }
  pthread_barrier_wait(&all);
  return p;
}

int main(void) {
  static pthread_t threads[kThreads];
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 64 * 1024);
  pthread_barrier_init(&all, NULL, kThreads);
  for (long i = 0; i < kThreads; i++)
    pthread_create(&threads[i], &attributes, work, (void *)i);
  for (int i = 0; i < kThreads; i++)
    pthread_join(threads[i], NULL);
  return 0;
}
