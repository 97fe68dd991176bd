// expect: clean
// A mapping that is gone takes its history along: new pages at the same address are new memory.
#include "step.h"
#include "run.h"

#include <sys/mman.h>

enum { kBytes = 1 << 16 };
int *volatile page;

static int *map(void *at) {
  return mmap(at, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | (at ? MAP_FIXED : 0), -1, 0);
}

static void *first(void *p) {
  int *own = map(NULL);
  own[5] = 1;
  munmap(own, kBytes);
  __atomic_store_n(&page, own, __ATOMIC_RELAXED);
  step(1);
  return p;
}

static void *second(void *p) {
  step(2);
  int *own = map(__atomic_load_n(&page, __ATOMIC_RELAXED));
  own[5] = 2;
  munmap(own, kBytes);
  return p;
}

int main(void) {
  runBoth(first, second);
  return 0;
}
