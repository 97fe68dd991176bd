// expect: data-race input
// The argument is filled in after the thread was started.
#include "step.h"

#include <pthread.h>

int input, output;

static void *square(void *p) {
  step(2);
  output = input * input; // access B
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, square, NULL);
  input = 3; // access A
  step(1);
  pthread_join(thread, NULL);
  return output == 0;
}
