// expect: data-race payload
// R7: an acquire load that read the value from before the release store acquires nothing of it.
#include "step.h"
#include "run.h"

#include <stdatomic.h>

int payload;
atomic_int ready;

static void *give(void *p) {
  step(2);
  payload = 1; // access A
  atomic_store_explicit(&ready, 1, memory_order_release);
  step(3);
  return p;
}

static void *take(void *p) {
  int seen = atomic_load_explicit(&ready, memory_order_acquire);
  step(1);
  step(4);
  if (!seen)
    payload = 2; // access B
  return p;
}

int main(void) {
  runBoth(give, take);
  return 0;
}
