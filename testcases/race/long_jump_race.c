// expect: data-race shared
// stack: record < attempt < worker
// longjmp left four frames; the access after it has the frame of setjmp below it.
#include "step.h"
#include "run.h"

#include <setjmp.h>

int shared;
static jmp_buf back;

__attribute__((noinline)) static void dive(int depth) {
  if (depth == 0)
    longjmp(back, 1);
  dive(depth - 1);
  __asm__ volatile("" ::: "memory");
}

__attribute__((noinline)) static void record(void) {
  shared = 1; // access A
  __asm__ volatile("" ::: "memory");
}

__attribute__((noinline)) static void attempt(void) {
  if (setjmp(back) == 0)
    dive(4);
  record();
  __asm__ volatile("" ::: "memory");
}

static void *worker(void *p) {
  attempt();
  step(1);
  return p;
}

static void *other(void *p) {
  step(2);
  shared = 2; // access B
  return p;
}

int main(void) {
  runBoth(worker, other);
  return 0;
}
