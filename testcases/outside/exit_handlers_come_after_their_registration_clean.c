// expect: clean
// Functions given to atexit, on_exit and at_quick_exit by a thread that nobody joined.
#define _GNU_SOURCE
#include "step.h"

#include <pthread.h>
#include <stdlib.h>

int data, seen;

static void atEnd(void) { seen += data; }
static void atEndWithStatus(int status, void *argument) {
  (void)argument;
  seen += status == 0 ? data : 0;
}
static void atQuickEnd(void) { seen += data; }

static void *registers(void *p) {
  data = 1;
  atexit(atEnd);
  on_exit(atEndWithStatus, NULL);
  at_quick_exit(atQuickEnd);
  step(1);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, registers, NULL);
  pthread_detach(thread);
  step(2);
  exit(0);
}
