// expect: data-race table
// A call of memset of a length that the compiler does not know.
#include "step.h"
#include "run.h"

#include <string.h>

long table[100];
volatile int used = 50;

static void *clears(void *p) {
  memset(table, 0, used * sizeof *table); // access A
  step(1);
  return p;
}

static void *writes(void *p) {
  step(2);
  table[49] = 1; // access B
  return p;
}

int main(void) {
  runBoth(clears, writes);
  return 0;
}
