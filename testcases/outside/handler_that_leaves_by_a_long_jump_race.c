// expect: data-race data
// A thread whose handler left by siglongjmp, wherever it had been, is observed as before.
#include "step.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/time.h>

int data;
sigjmp_buf place;
volatile sig_atomic_t jumps;
atomic_int counter;
char from[256], to[256];

static void handler(int signal) {
  (void)signal;
  siglongjmp(place, 1);
}

static void *jumper(void *p) {
  struct itimerval often = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
  signal(SIGPROF, handler);
  if (sigsetjmp(place, 1))
    jumps = jumps + 1;
  setitimer(ITIMER_PROF, &often, NULL);
  while (jumps < 20) {
    atomic_fetch_add(&counter, 1);
    memcpy(to, from, sizeof to);
  }
  setitimer(ITIMER_PROF, &never, NULL);
  signal(SIGPROF, SIG_IGN);
  data = 1; // access A
  step(1);
  return p;
}

int main(void) {
  pthread_t thread;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPROF);
  pthread_create(&thread, NULL, jumper, NULL);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  step(2);
  data = 2; // access B
  pthread_join(thread, NULL);
  return 0;
}
