// expect: data-race stop
// R16: a handler that runs in one thread and a plain flag that another thread reads.
#include "step.h"
#include "run.h"

#include <signal.h>

int stop;

static void onSignal(int number) {
  (void)number;
  stop = 1; // access A
  step(3);
}

static void *work(void *p) {
  step(1);
  step(4);
  return p;
}

int main(void) {
  pthread_t thread;
  signal(SIGUSR1, onSignal);
  pthread_create(&thread, NULL, work, NULL);
  step(2);
  pthread_kill(thread, SIGUSR1);
  step(5);
  stop = 2; // access B
  pthread_join(thread, NULL);
  return 0;
}
