// expect: data-race data
// Written once more after the message was sent: only what stands before it is handed over.
#include <pthread.h>
#include <unistd.h>
#include "run.h"
#include "step.h"
int data, fds[2];
static void *sends(void *p) {
  data = 1;
  (void)!write(fds[1], "a", 1);
  data = 2; // access A
  step(1);
  return p;
}
static void *receives(void *p) {
  char letter;
  step(2);
  (void)!read(fds[0], &letter, 1);
  data = 3; // access B
  return p;
}
int main(void) {
  if (pipe(fds))
    return 1;
  runBoth(sends, receives);
  return data == 0;
}
