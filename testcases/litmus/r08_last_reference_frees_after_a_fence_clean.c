// expect: clean
// R8: counting down with release, and an acquire fence before the free, orders all uses before it.
#include "step.h"
#include "run.h"

#include <stdatomic.h>
#include <stdlib.h>

struct shared {
  atomic_int references;
  int uses[2];
};

static struct shared *block;

static void drop(void) {
  if (atomic_fetch_sub_explicit(&block->references, 1, memory_order_release) == 1) {
    atomic_thread_fence(memory_order_acquire);
    free(block);
  }
}

static void *first(void *p) {
  block->uses[0]++;
  drop();
  step(1);
  return p;
}

static void *second(void *p) {
  block->uses[1]++;
  step(2);
  drop();
  return p;
}

int main(void) {
  block = calloc(1, sizeof *block);
  block->references = 2;
  runBoth(first, second);
  return 0;
}
