// expect: clean
// R9: a compare-exchange that fails is a load with its failure order.
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
  int expected = 0;
  if (!atomic_compare_exchange_strong_explicit(&ready, &expected, 2, memory_order_acquire, memory_order_acquire))
    payload++;
  return p;
}

int main(void) {
  runBoth(give, take);
  return payload != 2;
}
