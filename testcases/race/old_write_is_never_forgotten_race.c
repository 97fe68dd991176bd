// expect: data-race target
// A million other accesses lie between the two: the first write is remembered all the same.
#include "step.h"
#include "run.h"

enum { kNoise = 1 << 20 };
int target;
static int noise[kNoise];

static void *first(void *p) {
  target = 1; // access A
  for (int i = 0; i < kNoise; i++)
    noise[i] = i;
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  target = 2; // access B
  return p;
}

int main(void) {
  runBoth(first, second);
  return noise[17] != 17;
}
