// expect: clean
// A registration that was changed, in an epoll that another epoll watches: who is told comes after the writer.
#include <pthread.h>
#include <sys/epoll.h>
#include <unistd.h>

int data, fds[2], inner, outer;

static void *writer(void *p) {
  data = 1;
  return write(fds[1], "x", 1) == 1 ? p : NULL;
}

int main(void) {
  if (pipe(fds) != 0)
    return 1;
  inner = epoll_create1(0);
  outer = epoll_create(1);
  struct epoll_event wanted = {.events = 0, .data.ptr = &data}, got;
  epoll_ctl(inner, EPOLL_CTL_ADD, fds[0], &wanted);
  wanted.data.ptr = &inner;
  wanted.events = EPOLLIN;
  epoll_ctl(inner, EPOLL_CTL_MOD, fds[0], &wanted);
  wanted.data.fd = inner;
  epoll_ctl(outer, EPOLL_CTL_ADD, inner, &wanted);
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  if (epoll_wait(outer, &got, 1, -1) != 1)
    return 1;
  int seen = data;
  pthread_join(thread, NULL);
  return seen != 1;
}
