// expect: clean
// R3: release fence, relaxed store; relaxed load, acquire fence: the fences synchronise.
#include "step.h"
#include "run.h"

#include <stdatomic.h>

int payload;
atomic_int ready;

static void *give(void *p) {
  payload = 1;
  atomic_thread_fence(memory_order_release);
  atomic_store_explicit(&ready, 1, memory_order_relaxed);
  step(1);
  return p;
}

static void *take(void *p) {
  step(2);
  if (atomic_load_explicit(&ready, memory_order_relaxed) == 1) {
    atomic_thread_fence(memory_order_acquire);
    payload++;
  }
  return p;
}

int main(void) {
  runBoth(give, take);
  return payload != 2;
}
