// expect: data-race name
// strcpy writes as many bytes as the text has, with its end.
#include "step.h"
#include "run.h"

#include <string.h>

char name[32];
const char *volatile given = "seven!!";
size_t length;

static void *writes(void *p) {
  strcpy(name, given); // access A
  step(1);
  return p;
}

static void *measures(void *p) {
  step(2);
  length = strlen(name); // access B
  return p;
}

int main(void) {
  runBoth(writes, measures);
  return 0;
}
