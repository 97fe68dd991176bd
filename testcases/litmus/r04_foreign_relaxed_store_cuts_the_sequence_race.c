// expect: data-race payload
// R4: another thread's plain store ends the release sequence; who reads that store has no order with its head.
#include "step.h"
#include "run.h"

#include <stdatomic.h>

int payload;
atomic_int state;

static void *give(void *p) {
  payload = 1; // access A
  atomic_store_explicit(&state, 1, memory_order_release);
  step(1);
  return p;
}

static void *meddle(void *p) {
  step(2);
  atomic_store_explicit(&state, 2, memory_order_relaxed);
  step(3);
  return p;
}

static void *take(void *p) {
  step(4);
  if (atomic_load_explicit(&state, memory_order_acquire) == 2)
    payload = 2; // access B
  return p;
}

int main(void) {
  runThree(give, meddle, take);
  return 0;
}
