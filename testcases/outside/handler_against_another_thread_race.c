// expect: data-race counter
// A handler's write is its thread's write.
#include "step.h"

#include <pthread.h>
#include <signal.h>

int counter;

static void handler(int signal) {
  (void)signal;
  counter++; // access A
}

static void *target(void *p) {
  raise(SIGUSR1);
  step(1);
  return p;
}

int main(void) {
  signal(SIGUSR1, handler);
  pthread_t thread;
  pthread_create(&thread, NULL, target, NULL);
  step(2);
  counter++; // access B
  pthread_join(thread, NULL);
  return 0;
}
