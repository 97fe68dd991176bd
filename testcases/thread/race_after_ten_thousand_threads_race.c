// expect: data-race shared
// A thread's write is remembered while 3,000 other threads come and go, and meets a thread that may have its successor's
// place in every table.
#include "step.h"

#include <pthread.h>

int shared;

static void *writesFirst(void *p) {
  shared = 1; // access A
  step(1);
  return p;
}

static void *nothing(void *p) { return p; }

static void *writesLast(void *p) {
  shared = 2; // access B
  return p;
}

int main(void) {
  pthread_t first, thread;
  pthread_create(&first, NULL, writesFirst, NULL);
  pthread_detach(first);
  step(2);
  for (int i = 0; i < 3000; i++) {
    pthread_create(&thread, NULL, nothing, NULL);
    pthread_join(thread, NULL);
  }
  pthread_create(&thread, NULL, writesLast, NULL);
  pthread_join(thread, NULL);
  return 0;
}
