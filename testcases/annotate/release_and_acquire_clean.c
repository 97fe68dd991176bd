// expect: clean
// A hand-over by means that the detector cannot see, told to it.
#include "run.h"
#include "step.h"
#include <gordian/annotate.h>
int data;
static void *gives(void *p) {
  data = 1;
  gordian_happens_before(&data);
  step(1);
  return p;
}
static void *takes(void *p) {
  step(2);
  gordian_happens_after(&data);
  data += 1;
  return p;
}
int main(void) {
  runBoth(gives, takes);
  return 0;
}
