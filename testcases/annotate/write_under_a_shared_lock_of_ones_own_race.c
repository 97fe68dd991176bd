// expect: data-race count
#include "run.h"
#include "step.h"
#include <gordian/annotate.h>
int lock, count;
static void *first(void *p) {
  step(1);
  gordian_lock_acquired_shared(&lock);
  count += 1; // access A
  gordian_lock_released_shared(&lock);
  step(2);
  return p;
}
static void *second(void *p) {
  step(3);
  gordian_lock_acquired_shared(&lock);
  count += 1; // access A
  gordian_lock_released_shared(&lock);
  return p;
}
int main(void) {
  runBoth(first, second);
  return 0;
}
