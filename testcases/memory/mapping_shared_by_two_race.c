// expect: data-race
// Memory from mmap is memory as any other.
#include "step.h"
#include "run.h"

#include <sys/mman.h>

int *page;

static void *first(void *p) {
  page[1000] = 1; // access A
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  page[1000] = 2; // access B
  return p;
}

int main(void) {
  page = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  runBoth(first, second);
  return 0;
}
