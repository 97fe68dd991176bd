// expect: clean
// R13: bytes of one word are memory locations of their own.
#include "step.h"
#include "run.h"

struct flags {
  char left, right;
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
