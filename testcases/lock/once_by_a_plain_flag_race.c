// expect: data-race initialised
// A home-made once: the flag is plain.
#include "step.h"
#include "run.h"

int initialised;

static void initialise(void) {
  if (!initialised) // access A
    initialised = 1; // access B
}

static void *first(void *p) {
  initialise();
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  initialise();
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
