// expect: data-race data
// A relaxed store of the whole word overwrites the half that was released, and with it what that half would have handed over.
#include <stdint.h>
#include "run.h"
#include "step.h"
static union {
  uint64_t whole;
  uint32_t half[2];
} word;
int data;
static void *publishes(void *p) {
  data = 1; // access A
  __atomic_store_n(&word.half[1], 1, __ATOMIC_RELEASE);
  step(1);
  return p;
}
static void *overwrites(void *p) {
  step(2);
  __atomic_store_n(&word.whole, (uint64_t)2 << 32, __ATOMIC_RELAXED);
  step(3);
  return p;
}
static void *reads(void *p) {
  step(4);
  if (__atomic_load_n(&word.half[1], __ATOMIC_ACQUIRE) == 2)
    data = 2; // access B
  return p;
}
int main(void) {
  runThree(publishes, overwrites, reads);
  return 0;
}
