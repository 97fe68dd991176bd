// expect: data-race data
// The event of one pipe says nothing about the writer of the other in the same epoll.
#include "step.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <unistd.h>

int data, pipes[2][2], epoll;

static void *writer(void *p) {
  data = 1; // access A
  if (write(pipes[1][1], "x", 1) != 1)
    return NULL;
  step(1);
  return p;
}

int main(void) {
  if (pipe(pipes[0]) != 0 || pipe(pipes[1]) != 0)
    return 1;
  epoll = epoll_create1(0);
  struct epoll_event wanted = {.events = EPOLLIN}, got;
  wanted.data.fd = pipes[0][0];
  epoll_ctl(epoll, EPOLL_CTL_ADD, pipes[0][0], &wanted);
  wanted.data.fd = pipes[1][0];
  wanted.events = 0;
  epoll_ctl(epoll, EPOLL_CTL_ADD, pipes[1][0], &wanted);
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  step(2);
  if (write(pipes[0][1], "x", 1) != 1 || epoll_wait(epoll, &got, 1, -1) != 1)
    return 1;
  data = 2; // access B
  pthread_join(thread, NULL);
  return 0;
}
