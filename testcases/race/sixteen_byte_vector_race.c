// expect: data-race quad
// A sixteen-byte store meets a four-byte store in its last quarter.
#include "step.h"
#include "run.h"

typedef int vector __attribute__((vector_size(16)));
union {
  vector all;
  int parts[4];
} quad;

static void *first(void *p) {
  quad.all = (vector){1, 2, 3, 4}; // access A
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  quad.parts[3] = 5; // access B
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
