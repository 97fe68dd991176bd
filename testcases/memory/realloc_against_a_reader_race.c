// expect: use-after-free-race
// One thread grows the list while another reads it.
#include "step.h"
#include "run.h"

#include <stdlib.h>

int *list;
int *grown;
int copy;

static void *reads(void *p) {
  copy = list[0]; // access A
  step(1);
  return p;
}

static void *grows(void *p) {
  step(2);
  grown = realloc(list, 1 << 20); // access B
  return p;
}

int main(void) {
  list = calloc(4, sizeof *list);
  runBoth(reads, grows);
  free(grown);
  return 0;
}
