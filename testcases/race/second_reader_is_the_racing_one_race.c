// expect: data-race limit
// Two threads have read; the writer is ordered after the last reader only, so the first one must be remembered.
#include "step.h"
#include "run.h"

#include <stdatomic.h>

int limit = 10;
int copies[2];
atomic_int done;

static void *firstReader(void *p) {
  copies[0] = limit; // access A
  step(1);
  return p;
}

static void *secondReader(void *p) {
  step(2);
  copies[1] = limit;
  atomic_store_explicit(&done, 1, memory_order_release);
  step(3);
  return p;
}

static void *writer(void *p) {
  step(4);
  if (atomic_load_explicit(&done, memory_order_acquire))
    limit = 20; // access B
  return p;
}

int main(void) {
  runThree(firstReader, secondReader, writer);
  return 0;
}
