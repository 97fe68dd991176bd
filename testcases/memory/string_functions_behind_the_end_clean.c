// expect: clean
// strcpy of seven characters leaves the ninth byte alone.
#include "step.h"
#include "run.h"

#include <string.h>

char name[32];
const char *volatile given = "seven!!";

static void *writes(void *p) {
  strcpy(name, given);
  step(1);
  return p;
}

static void *adds(void *p) {
  step(2);
  name[8] = 1;
  return p;
}

int main(void) {
  runBoth(writes, adds);
  return 0;
}
