// expect: clean
// The byte after the copied range belongs to the other thread.
#include "step.h"
#include "run.h"

#include <string.h>

char buffer[64];
char source[64] = "text";

static void *copies(void *p) {
  memcpy(buffer, source, 63);
  step(1);
  return p;
}

static void *writes(void *p) {
  step(2);
  buffer[63] = 1;
  return p;
}

int main(void) {
  runBoth(copies, writes);
  return 0;
}
