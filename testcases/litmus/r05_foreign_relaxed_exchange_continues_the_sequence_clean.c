// expect: clean
// R5: a read-modify-write of any thread and any order continues a release sequence.
#include "step.h"
#include "run.h"

#include <stdatomic.h>

int payload;
atomic_int state;

static void *give(void *p) {
  payload = 1;
  atomic_store_explicit(&state, 1, memory_order_release);
  step(1);
  return p;
}

static void *count(void *p) {
  step(2);
  atomic_fetch_add_explicit(&state, 1, memory_order_relaxed);
  step(3);
  return p;
}

static void *take(void *p) {
  step(4);
  if (atomic_load_explicit(&state, memory_order_acquire) == 2)
    payload++;
  return p;
}

int main(void) {
  runThree(give, count, take);
  return payload != 2;
}
