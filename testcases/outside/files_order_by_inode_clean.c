// expect: clean
// A record that was read from a file was written before, through another descriptor of the same file.
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

int data;
char path[] = "/tmp/gordian-file-XXXXXX";

static void *writer(void *p) {
  int fd = open(path, O_WRONLY);
  data = 1;
  ssize_t bytes = write(fd, "x", 1);
  close(fd);
  return bytes == 1 ? p : NULL;
}

int main(void) {
  int fd = mkstemp(path);
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  char text;
  ssize_t bytes;
  while ((bytes = pread(fd, &text, 1, 0)) == 0)
    usleep(1000);
  int seen = data;
  pthread_join(thread, NULL);
  unlink(path);
  return bytes != 1 || seen != 1;
}
