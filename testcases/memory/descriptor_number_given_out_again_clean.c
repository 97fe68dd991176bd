// expect: clean
// A table by descriptor number: the kernel gives a number out again only after its close, so what was done before the
// close is done.
#include "run.h"
#include "step.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int table[1024];
int number;

static void *closes(void *p) {
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  table[fd] = 1;
  close(fd);
  step(1);
  return p;
}

static void *opens(void *p) {
  step(2);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  table[fd] = 2;
  close(fd);
  return p;
}

int main(void) {
  runBoth(closes, opens);
  return 0;
}
