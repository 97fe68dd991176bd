// expect: use-after-free-race
// The block is freed first; the other thread's use is not ordered after it.
#include "step.h"
#include "run.h"

#include <stdlib.h>

int *block;

static void *frees(void *p) {
  free(block); // access A
  step(1);
  return p;
}

static void *uses(void *p) {
  step(2);
  *block = 1; // access B
  return p;
}

int main(void) {
  block = malloc(sizeof *block);
  runBoth(frees, uses);
  return 0;
}
