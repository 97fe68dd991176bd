// expect: clean
// flock() on two descriptors of one file is a lock between threads.
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

int counter;
char path[] = "/tmp/gordian-lock-XXXXXX";

static void *count(void *p) {
  int fd = open(path, O_RDWR);
  for (int i = 0; i < 20; i++) {
    flock(fd, LOCK_EX);
    counter++;
    flock(fd, LOCK_UN);
  }
  close(fd);
  return p;
}

int main(void) {
  close(mkstemp(path));
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, count, NULL);
  pthread_create(&threads[1], NULL, count, NULL);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  unlink(path);
  return counter != 40;
}
