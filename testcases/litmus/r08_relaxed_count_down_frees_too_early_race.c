// expect: use-after-free-race
// R8, wrong: counting down relaxed orders nothing, so the free may overtake the other thread's use.
#include "step.h"
#include "run.h"

#include <stdatomic.h>
#include <stdlib.h>

struct shared {
  atomic_int references;
  int use;
};

static struct shared *block;

static void drop(void) {
  if (atomic_fetch_sub_explicit(&block->references, 1, memory_order_relaxed) == 1)
    free(block);
}

static void *first(void *p) {
  block->use = 1;
  drop();
  step(1);
  return p;
}

static void *second(void *p) {
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
