// expect: data-race hits
// stack: countHit < serve < worker
// Two writes of a global, three calls deep on one side.
#include "step.h"
#include "run.h"

long hits;
int served;

__attribute__((noinline)) static void countHit(void) {
  hits = 1; // access A
  step(1);
}

__attribute__((noinline)) static int serve(int n) {
  countHit();
  return n + 1;
}

static void *worker(void *p) {
  int n = serve(0);
  __atomic_store_n(&served, n, __ATOMIC_RELAXED);
  return p;
}

static void *printer(void *p) {
  step(2);
  hits = 0; // access B
  return p;
}

int main(void) {
  runBoth(worker, printer);
  return 0;
}
