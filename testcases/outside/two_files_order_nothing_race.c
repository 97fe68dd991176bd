// expect: data-race data
// Reading one file says nothing about the writer of another.
#include "step.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int data, files[2];
char first[] = "/tmp/gordian-file-XXXXXX", second[] = "/tmp/gordian-file-XXXXXX";

static void *writer(void *p) {
  data = 1; // access A
  if (write(files[0], "x", 1) != 1)
    return NULL;
  step(1);
  return p;
}

int main(void) {
  files[0] = mkstemp(first);
  files[1] = mkstemp(second);
  unlink(first);
  unlink(second);
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  step(2);
  char text;
  if (pread(files[1], &text, 1, 0) != 0)
    return 1;
  data = 2; // access B
  pthread_join(thread, NULL);
  return 0;
}
