// expect: clean
// R1: what precedes a release store happens before what follows an acquire load that reads it.
#include "step.h"
#include "run.h"

#include <stdatomic.h>

int payload;
atomic_int ready;

static void *give(void *p) {
  payload = 1;
  atomic_store_explicit(&ready, 1, memory_order_release);
  step(1);
  return p;
}

static void *take(void *p) {
  step(2);
  if (atomic_load_explicit(&ready, memory_order_acquire) == 1)
    payload++;
  return p;
}

int main(void) {
  runBoth(give, take);
  return payload != 2;
}
