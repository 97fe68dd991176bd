// expect: data-race payload
// R2: a relaxed flag shows its own value and orders nothing else.
#include "step.h"
#include "run.h"

#include <stdatomic.h>

int payload;
atomic_int ready;

static void *give(void *p) {
  payload = 1; // access A
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
  step(1);
  return p;
}

static void *take(void *p) {
  step(2);
  if (atomic_load_explicit(&ready, memory_order_relaxed) == 1)
    payload = 2; // access B
  return p;
}

int main(void) {
  runBoth(give, take);
  return 0;
}
