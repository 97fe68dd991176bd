// expect: clean
// A pool that hands its one block from one user to the next.
#include "run.h"
#include "step.h"
#include <gordian/annotate.h>
long block[4];
static long *take(void) {
  gordian_new_memory(block, sizeof block);
  return block;
}
static void *first(void *p) {
  step(1);
  take()[1] = 1;
  step(2);
  return p;
}
static void *second(void *p) {
  step(3);
  take()[1] = 2;
  return p;
}
int main(void) {
  runBoth(first, second);
  return 0;
}
