// expect: data-race limit
// The earlier access is the read: the write that comes later is the race.
#include "step.h"
#include "run.h"

int limit = 10;
int copy;

static void *reader(void *p) {
  copy = limit; // access A
  step(1);
  return p;
}

static void *writer(void *p) {
  step(2);
  limit = 20; // access B
  return p;
}

int main(void) {
  runBoth(reader, writer);
  return 0;
}
