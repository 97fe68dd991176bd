// expect: data-race data
#include "run.h"
#include "step.h"
#include <gordian/annotate.h>
int data, other;
static void *gives(void *p) {
  data = 1; // access A
  gordian_happens_before(&data);
  step(1);
  return p;
}
static void *takes(void *p) {
  step(2);
  gordian_happens_after(&other);
  data += 1; // access B
  return p;
}
int main(void) {
  runBoth(gives, takes);
  return 0;
}
