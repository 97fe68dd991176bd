// expect: data-race index
// Each thread is given the address of the one loop variable.
#include "step.h"

#include <pthread.h>

static void *work(void *p) {
  int mine = *(int *)p; // access A
  step(1);
  return mine ? p : NULL;
}

int main(void) {
  pthread_t thread;
  int index = 0;
  pthread_create(&thread, NULL, work, &index);
  step(2);
  index++; // access B
  pthread_join(thread, NULL);
  return index != 1;
}
