// expect: clean
// exit: 0
// quick_exit runs its functions after what was done before they were registered.
#include "step.h"

#include <pthread.h>
#include <stdlib.h>

int data;

static void atQuickEnd(void) {
  if (data != 1)
    _Exit(1);
}

static void *registers(void *p) {
  data = 1;
  at_quick_exit(atQuickEnd);
  step(1);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, registers, NULL);
  pthread_detach(thread);
  step(2);
  quick_exit(0);
}
