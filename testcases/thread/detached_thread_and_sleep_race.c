// expect: data-race result
// A sleep that has always been long enough orders nothing.
#include "step.h"

#include <pthread.h>
#include <unistd.h>

int result;

static void *work(void *p) {
  result = 7; // access A
  step(1);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
  pthread_detach(thread);
  usleep(1000);
  step(2);
  return result != 7; // access B
}
