// expect: data-race data
// stack: touch < body
// swapcontext: the frames in a report are those of the context that raced, not of who resumed it.
#include "step.h"

#include <pthread.h>
#include <ucontext.h>

int data;
ucontext_t home, away;
char stack[65536];

__attribute__((noinline)) static void touch(void) {
  data++; // access A
  __asm__ volatile("");
}

static void body(void) {
  for (;;) {
    swapcontext(&away, &home);
    touch();
    __asm__ volatile("");
  }
}

__attribute__((noinline)) static void resume(void) {
  swapcontext(&home, &away);
  __asm__ volatile("");
}

static void *runner(void *p) {
  getcontext(&away);
  away.uc_stack.ss_sp = stack;
  away.uc_stack.ss_size = sizeof stack;
  away.uc_link = &home;
  makecontext(&away, body, 0);
  resume();
  resume();
  step(1);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, runner, NULL);
  step(2);
  data++; // access B
  pthread_join(thread, NULL);
  return 0;
}
