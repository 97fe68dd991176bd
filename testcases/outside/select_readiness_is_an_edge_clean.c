// expect: clean
// select() and pselect() that say a pipe is readable order.
#include <pthread.h>
#include <sys/select.h>
#include <unistd.h>

int data[2], pipes[2][2];

static void *writer(void *p) {
  for (int i = 0; i < 2; i++) {
    data[i] = 1;
    if (write(pipes[i][1], "x", 1) != 1)
      return NULL;
  }
  return p;
}

int main(void) {
  if (pipe(pipes[0]) != 0 || pipe(pipes[1]) != 0)
    return 1;
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  fd_set set;
  FD_ZERO(&set);
  FD_SET(pipes[0][0], &set);
  if (select(pipes[0][0] + 1, &set, NULL, NULL, NULL) != 1)
    return 1;
  int seen = data[0];
  FD_ZERO(&set);
  FD_SET(pipes[1][0], &set);
  if (pselect(pipes[1][0] + 1, &set, NULL, NULL, NULL, NULL) != 1)
    return 1;
  seen += data[1];
  pthread_join(thread, NULL);
  return seen != 2;
}
