// expect: clean
// A line that stdio buffers: what was done before the flush happens before the line is got.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

int data, fds[2];

static void *writer(void *p) {
  FILE *out = fdopen(fds[1], "w");
  data = 1;
  fprintf(out, "%d\n", 42);
  fclose(out);
  return p;
}

int main(void) {
  if (pipe(fds) != 0)
    return 1;
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  FILE *in = fdopen(fds[0], "r");
  int number = 0;
  if (fscanf(in, "%d", &number) != 1)
    return 1;
  int seen = data;
  pthread_join(thread, NULL);
  fclose(in);
  return number != 42 || seen != 1;
}
