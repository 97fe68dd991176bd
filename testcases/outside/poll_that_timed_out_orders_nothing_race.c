// expect: data-race data
// poll() that returns because its time is up has learnt nothing of the other pipe's writer.
#include "step.h"

#include <poll.h>
#include <pthread.h>
#include <unistd.h>

int data, fds[2], other[2];

static void *writer(void *p) {
  data = 1; // access A
  if (write(other[1], "x", 1) != 1)
    return NULL;
  step(1);
  return p;
}

int main(void) {
  if (pipe(fds) != 0 || pipe(other) != 0)
    return 1;
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  step(2);
  struct pollfd wanted = {.fd = fds[0], .events = POLLIN};
  if (poll(&wanted, 1, 1) != 0)
    return 1;
  data = 2; // access B
  pthread_join(thread, NULL);
  return 0;
}
