// expect: clean
// flags: -std=gnu17
// R6: up to C17 a relaxed store by the thread that wrote the head belongs to its release sequence.
#include "step.h"
#include "run.h"

#include <stdatomic.h>

int payload;
atomic_int state;

static void *give(void *p) {
  payload = 1;
  atomic_store_explicit(&state, 1, memory_order_release);
  atomic_store_explicit(&state, 2, memory_order_relaxed);
  step(1);
  return p;
}

static void *take(void *p) {
  step(2);
  if (atomic_load_explicit(&state, memory_order_acquire) == 2)
    payload++;
  return p;
}

int main(void) {
  runBoth(give, take);
  return payload != 2;
}
