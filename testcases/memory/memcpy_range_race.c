// expect: data-race buffer
// A copy of 64 bytes meets a write of its last byte.
#include "step.h"
#include "run.h"

#include <string.h>

char buffer[64];
char source[64] = "text";

static void *copies(void *p) {
  memcpy(buffer, source, sizeof buffer); // access A
  step(1);
  return p;
}

static void *writes(void *p) {
  step(2);
  buffer[63] = 1; // access B
  return p;
}

int main(void) {
  runBoth(copies, writes);
  return 0;
}
