// expect: clean
// R16, right: an atomic flag. A thread and its own handler need no more than that.
#include "run.h"

#include <signal.h>
#include <stdatomic.h>

atomic_int stop;
int rounds;

static void onSignal(int number) {
  (void)number;
  rounds++; // the interrupted thread's own variable
  atomic_store(&stop, 1);
}

static void *work(void *p) {
  rounds = 1;
  while (!atomic_load(&stop))
    ;
  rounds++;
  return p;
}

int main(void) {
  pthread_t thread;
  signal(SIGUSR1, onSignal);
  pthread_create(&thread, NULL, work, NULL);
  pthread_kill(thread, SIGUSR1);
  pthread_join(thread, NULL);
  return 0;
}
