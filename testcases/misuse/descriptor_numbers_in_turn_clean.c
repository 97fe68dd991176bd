// expect: clean
// Closed after the join, after an answer, by whoever uses it; the number is given out again, also by libc itself.
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
static int ends[2], file;
static void *answers(void *p) {
  char letter;
  if (read(ends[1], &letter, 1) == 1)
    (void)!write(ends[1], &letter, 1);
  return p;
}
static void *readsTheFile(void *p) {
  char letters[8];
  (void)!read(file, letters, sizeof letters);
  return p;
}
static void *opensAnother(void *p) {
  char letter;
  FILE *stream = fopen("/dev/zero", "r");
  (void)!read(fileno(stream), &letter, 1);
  fclose(stream);
  return p;
}
int main(void) {
  pthread_t thread;
  char letter = 'a';
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
    return 1;
  pthread_create(&thread, NULL, answers, NULL);
  (void)!write(ends[0], &letter, 1);
  (void)!read(ends[0], &letter, 1);
  close(ends[0]);
  pthread_join(thread, NULL);
  close(ends[1]);
  file = open("/dev/zero", O_RDONLY);
  pthread_create(&thread, NULL, readsTheFile, NULL);
  pthread_join(thread, NULL);
  pthread_create(&thread, NULL, opensAnother, NULL);
  close(file);
  pthread_join(thread, NULL);
  file = dup(1);
  pthread_create(&thread, NULL, opensAnother, NULL);
  dup2(1, file);
  pthread_join(thread, NULL);
  close(file);
  return 0;
}
