// expect: data-race flags
// R13: neighbouring bit-fields are one memory location.
#include "step.h"
#include "run.h"

struct {
  unsigned left : 3, right : 5;
} flags;

static void *first(void *p) {
  flags.left = 1; // access A
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  flags.right = 1; // access B
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
