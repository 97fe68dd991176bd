// expect: data-race number
// sscanf writes what it assigns.
#include "step.h"

#include <pthread.h>
#include <stdio.h>

int number, other;

static void *writer(void *p) {
  number = 1; // access A
  step(1);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  step(2);
  if (sscanf("1 2 x", "%d %*d %d", &number, &other) != 1) // access B
    return 1;
  pthread_join(thread, NULL);
  return 0;
}
