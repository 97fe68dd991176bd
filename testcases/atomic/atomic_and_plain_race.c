// expect: data-race counter
// An atomic addition on one side and a plain one on the other race.
#include "step.h"
#include "run.h"

int counter;

static void *atomically(void *p) {
  __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST); // access A
  step(1);
  return p;
}

static void *plainly(void *p) {
  step(2);
  counter++; // access B
  return p;
}

int main(void) {
  runBoth(atomically, plainly);
  return 0;
}
