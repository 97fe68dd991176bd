// expect: clean
// The byte after an unaligned access is not part of it.
#include "step.h"
#include "run.h"

#include <stdint.h>

char buffer[32] __attribute__((aligned(16)));
struct __attribute__((packed)) unaligned {
  uint64_t value;
};

static void *first(void *p) {
  ((struct unaligned *)(buffer + 5))->value = 1;
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  buffer[13] = 2;
  buffer[4] = 2;
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
