// expect: clean
// An eventfd that was written before it was added to the epoll: its event orders all the same.
#include "step.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

int data, event, epoll;

static void *writer(void *p) {
  uint64_t one = 1;
  data = 1;
  if (write(event, &one, sizeof one) != sizeof one)
    return NULL;
  step(1);
  return p;
}

int main(void) {
  event = eventfd(0, 0);
  epoll = epoll_create1(0);
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  step(2);
  struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = 7}, got;
  epoll_ctl(epoll, EPOLL_CTL_ADD, event, &wanted);
  if (epoll_wait(epoll, &got, 1, -1) != 1)
    return 1;
  int seen = data;
  pthread_join(thread, NULL);
  return seen != 1;
}
