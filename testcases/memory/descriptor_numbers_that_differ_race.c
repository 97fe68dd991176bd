// expect: data-race shared
// What is opened under another number is not ordered by a close.
#include "run.h"
#include "step.h"

#include <sys/socket.h>
#include <unistd.h>

int shared;
int low, high;

static void *closes(void *p) {
  shared = 1; // access A
  close(high);
  step(1);
  return p;
}

static void *opens(void *p) {
  step(2);
  int lower = dup(0); // the lowest number that is free: not the one that was closed
  shared = 2;         // access B
  close(lower);
  return p;
}

int main(void) {
  low = socket(AF_UNIX, SOCK_STREAM, 0);
  high = socket(AF_UNIX, SOCK_STREAM, 0);
  close(low);
  runBoth(closes, opens);
  return 0;
}
