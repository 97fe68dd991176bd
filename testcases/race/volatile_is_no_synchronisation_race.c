// expect: data-race flag
// volatile makes no access atomic and orders nothing.
#include "step.h"
#include "run.h"

volatile int flag;

static void *first(void *p) {
  flag = 1; // access A
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  flag = 2; // access B
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
