// expect: data-race wide
// A store wider than any single hook: 64 bytes, met at byte 40.
#include "step.h"
#include "run.h"

typedef int vector __attribute__((vector_size(64)));
vector wide;

static void *first(void *p) {
  wide = (vector){1, 2, 3}; // access A
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  ((int *)&wide)[10] = 5; // access B
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
