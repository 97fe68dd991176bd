// expect: data-race buffer
// An unaligned eight-byte write meets a byte in the second word that it touches.
#include "step.h"
#include "run.h"

#include <stdint.h>

char buffer[32] __attribute__((aligned(16)));
struct __attribute__((packed)) unaligned {
  uint64_t value;
};

static void *first(void *p) {
  ((struct unaligned *)(buffer + 5))->value = 1; // access A
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  buffer[12] = 2; // access B
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
