// expect: descriptor-race descriptor
// The reader holds on to the number; nothing tells the other thread that it is done with it.
#include <pthread.h>
#include <unistd.h>
#include "run.h"
#include "step.h"
static int fds[2];
static void *reads(void *p) {
  char letter;
  (void)!read(fds[0], &letter, 1);
  step(1);
  return p;
}
static void *closes(void *p) {
  step(2);
  close(fds[0]);
  return p;
}
int main(void) {
  if (pipe(fds) || write(fds[1], "a", 1) != 1)
    return 1;
  runBoth(reads, closes);
  close(fds[1]);
  return 0;
}
