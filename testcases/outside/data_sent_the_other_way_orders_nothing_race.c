// expect: data-race data
// Both threads have sent on a socket pair, but only one has received: the other end's writes are not ordered for it.
#include "step.h"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

int data, ends[2];

static void *sender(void *p) {
  data = 1; // access A
  if (write(ends[0], "x", 1) != 1)
    return NULL;
  step(1);
  return p;
}

static void *sameEnd(void *p) {
  char text;
  step(2);
  if (write(ends[1], "y", 1) != 1 || read(ends[0], &text, 1) != 1)
    return NULL;
  data = 2; // access B
  return p;
}

int main(void) {
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
    return 1;
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, sender, NULL);
  pthread_create(&threads[1], NULL, sameEnd, NULL);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  return 0;
}
