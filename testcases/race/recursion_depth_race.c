// expect: data-race deepest
// stack: leaf < descend < descend < descend < top < worker
// A stack of two hundred frames is known whole.
#include "step.h"
#include "run.h"

int deepest;
int frames;

__attribute__((noinline)) static void leaf(void) {
  deepest = 1; // access A
  step(1);
}

__attribute__((noinline)) static int descend(int n) {
  if (n == 0)
    leaf();
  else
    frames += descend(n - 1);
  return 1;
}

__attribute__((noinline)) static int top(void) { return descend(200) + 1; }

static void *worker(void *p) {
  frames += top();
  return p;
}

static void *other(void *p) {
  step(2);
  deepest = 2; // access B
  return p;
}

int main(void) {
  runBoth(worker, other);
  return frames == 0;
}
