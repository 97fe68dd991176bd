// expect: clean
// R14, right: a block that was freed and is allocated again is a new object; its old accesses race with nothing.
#include "step.h"
#include "run.h"

#include <stdlib.h>

enum { kBlocks = 200 };
void *stock[kBlocks];

static void *first(void *p) {
  for (int i = 0; i < kBlocks; i++)
    *(int *)(stock[i] = malloc(2000)) = i;
  for (int i = 0; i < kBlocks; i++)
    free(stock[i]);
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  void *own[kBlocks];
  for (int i = 0; i < kBlocks; i++)
    *(int *)(own[i] = malloc(2000)) = i;
  for (int i = 0; i < kBlocks; i++)
    free(own[i]);
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
