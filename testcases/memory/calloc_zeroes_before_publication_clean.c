// expect: clean
// calloc's zeroes are written by the thread that allocates, before it publishes the block.
#include "run.h"

#include <stdatomic.h>
#include <stdlib.h>

int *_Atomic published;

static void *makes(void *p) {
  atomic_store_explicit(&published, calloc(100, sizeof(int)), memory_order_release);
  return p;
}

static void *takes(void *p) {
  int *block;
  while (!(block = atomic_load_explicit(&published, memory_order_acquire)))
    ;
  int sum = 0;
  for (int i = 0; i < 100; i++)
    sum += block[i];
  free(block);
  return sum ? p : NULL;
}

int main(void) {
  runBoth(makes, takes);
  return 0;
}
