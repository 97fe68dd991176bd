// expect: clean
// R13: a bit-field of width zero begins a new memory location.
#include "step.h"
#include "run.h"

struct {
  unsigned left : 3;
  unsigned : 0;
  unsigned right : 5;
} flags;

static void *first(void *p) {
  flags.left = 1;
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  flags.right = 1;
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
