// expect: data-race misses
#include "run.h"
#include "step.h"
#include <gordian/annotate.h>
int hits, misses;
static void *first(void *p) {
  step(1);
  hits += 1;
  misses += 1; // access A
  step(2);
  return p;
}
static void *second(void *p) {
  step(3);
  hits += 1;
  misses += 1; // access A
  return p;
}
int main(void) {
  gordian_benign_race(&hits, sizeof hits, "statistics only", 0);
  runBoth(first, second);
  return 0;
}
