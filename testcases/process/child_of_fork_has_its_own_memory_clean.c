// expect: clean
// After fork the child's accesses are in another memory: no race with the parent's threads.
#include "step.h"
#include "run.h"

#include <sys/wait.h>
#include <unistd.h>

int shared;

static void *forks(void *p) {
  step(1);
  pid_t child = fork();
  if (child == 0) {
    shared = 2;
    _exit(shared - 2);
  }
  int status = 1;
  waitpid(child, &status, 0);
  return status == 0 ? p : NULL;
}

static void *writes(void *p) {
  shared = 1;
  step(2);
  return p;
}

int main(void) {
  runBoth(forks, writes);
  return 0;
}
