// expect: clean
// Freed by main when the users are done.
#include "run.h"

#include <stdlib.h>

int *block;

static void *first(void *p) {
  block[0] = 1;
  return p;
}

static void *second(void *p) {
  block[1] = 1;
  return p;
}

int main(void) {
  block = malloc(2 * sizeof *block);
  runBoth(first, second);
  int sum = block[0] + block[1];
  free(block);
  return sum != 2;
}
