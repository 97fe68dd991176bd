// expect: clean
// flockfile is a lock as any other, which a thread may take twice.
#include "run.h"

#include <stdio.h>

int counter;

static void *count(void *p) {
  for (int i = 0; i < 20; i++) {
    flockfile(stdout);
    while (ftrylockfile(stdout) != 0)
      ;
    counter++;
    funlockfile(stdout);
    funlockfile(stdout);
  }
  return p;
}

int main(void) {
  runBoth(count, count);
  return counter != 40;
}
