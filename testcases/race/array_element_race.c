// expect: data-race cells
// One element of a global array.
#include "step.h"
#include "run.h"

int cells[100];

static void *first(void *p) {
  for (int i = 0; i < 51; i++)
    cells[i] = 1; // access A
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  cells[50] = 2; // access B
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
