// expect: clean
// Atomic additions need no order to be free of races.
#include "run.h"

#include <stdatomic.h>

atomic_long counter;

static void *count(void *p) {
  for (int i = 0; i < 1000; i++)
    atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed);
  return p;
}

int main(void) {
  runBoth(count, count);
  return counter != 2000;
}
