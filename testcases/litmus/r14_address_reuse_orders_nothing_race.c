// expect: use-after-free-race
// R14: that the allocator hands out a block again does not order its free with the other thread's last use.
#include "step.h"
#include "run.h"

#include <stdlib.h>

int *block;
void *mine, *yours;

static void *use(void *p) {
  *block = 1; // access A
  step(1);
  step(4);
  mine = malloc(64);
  return p;
}

static void *release(void *p) {
  step(2);
  free(block); // access B
  yours = malloc(64);
  step(3);
  return p;
}

int main(void) {
  block = malloc(64);
  runBoth(use, release);
  return 0;
}
