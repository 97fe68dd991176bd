// expect: data-race onStack
// A local variable whose address another thread has.
#include "step.h"
#include "run.h"

static void *writer(void *p) {
  step(2);
  *(int *)p = 2; // access B
  return p;
}

int main(void) {
  int onStack = 0;
  pthread_t thread;
  pthread_create(&thread, NULL, writer, &onStack);
  onStack = 1; // access A
  step(1);
  pthread_join(thread, NULL);
  return onStack == 0;
}
