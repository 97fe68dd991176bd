// expect: clean
// Whoever is told that a file has appeared comes after who made it.
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

int data;
char folder[] = "/tmp/gordian-folder-XXXXXX", file[64];

static void *maker(void *p) {
  data = 1;
  close(open(file, O_CREAT | O_WRONLY, 0600));
  return p;
}

int main(void) {
  if (!mkdtemp(folder))
    return 1;
  snprintf(file, sizeof file, "%s/file", folder);
  int fd = inotify_init1(0);
  inotify_add_watch(fd, folder, IN_CREATE);
  pthread_t thread;
  pthread_create(&thread, NULL, maker, NULL);
  char events[512];
  if (read(fd, events, sizeof events) <= 0)
    return 1;
  int seen = data;
  pthread_join(thread, NULL);
  unlink(file);
  rmdir(folder);
  return seen != 1;
}
