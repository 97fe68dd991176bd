// expect: clean
// Reads do not race with reads, however many there are.
#include "step.h"
#include "run.h"

int table[64];
int sums[2];

static int sum(void) {
  int total = 0;
  for (int i = 0; i < 64; i++)
    total += table[i];
  return total;
}

static void *first(void *p) {
  sums[0] = sum();
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  sums[1] = sum();
  return p;
}

int main(void) {
  for (int i = 0; i < 64; i++)
    table[i] = i;
  runBoth(first, second);
  return sums[0] != sums[1];
}
