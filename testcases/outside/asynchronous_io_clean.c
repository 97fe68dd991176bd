// expect: clean
// aio_write into a pipe happens before the read, and aio_return before what uses the buffer.
#include <aio.h>
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

int data, fds[2];

static void *writer(void *p) {
  static char text[] = "x";
  struct aiocb block = {.aio_fildes = fds[1], .aio_buf = text, .aio_nbytes = 1};
  const struct aiocb *list[] = {&block};
  data = 1;
  aio_write(&block);
  while (aio_error(&block) == EINPROGRESS)
    aio_suspend(list, 1, NULL);
  return aio_return(&block) == 1 ? p : NULL;
}

int main(void) {
  if (pipe(fds) != 0)
    return 1;
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  char text;
  if (read(fds[0], &text, 1) != 1)
    return 1;
  int seen = data;
  pthread_join(thread, NULL);
  return seen != 1;
}
