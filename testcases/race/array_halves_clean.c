// expect: clean
// Two threads, two halves; vectorised stores at the border must not reach over it.
#include "run.h"

int cells[101];

static void *lower(void *p) {
  for (int i = 0; i < 51; i++)
    cells[i] = i;
  return p;
}

static void *upper(void *p) {
  for (int i = 51; i < 101; i++)
    cells[i] = i;
  return p;
}

int main(void) {
  runBoth(lower, upper);
  return cells[100] != 100;
}
