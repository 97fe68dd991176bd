// expect: clean
// poll() that says a pipe is readable orders, though nobody has read yet.
#include "step.h"

#include <poll.h>
#include <pthread.h>
#include <unistd.h>

int data, fds[2];

static void *writer(void *p) {
  data = 1;
  return write(fds[1], "x", 1) == 1 ? p : NULL;
}

int main(void) {
  if (pipe(fds) != 0)
    return 1;
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  struct pollfd wanted = {.fd = fds[0], .events = POLLIN};
  if (poll(&wanted, 1, -1) != 1)
    return 1;
  int seen = data;
  pthread_join(thread, NULL);
  return seen != 1;
}
