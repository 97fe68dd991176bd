// expect: data-race data
// The verdict does not get lost when the program ends by quick_exit.
#include "step.h"

#include <pthread.h>
#include <stdlib.h>

int data;

static void *writer(void *p) {
  data = 1; // access A
  step(1);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  step(2);
  data = 2; // access B
  pthread_join(thread, NULL);
  quick_exit(0);
}
