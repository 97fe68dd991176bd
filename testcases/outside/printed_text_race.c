// expect: data-race text
// printf reads the text that %s names; the width and the precision before it are skipped rightly.
#include "step.h"

#include <pthread.h>
#include <stdio.h>

char text[16] = "abc";

static void *writer(void *p) {
  text[1] = 'x'; // access A
  step(1);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  step(2);
  printf("%5.1f %*d %.*s\n", 1.0, 3, 7, 2, text); // access B
  pthread_join(thread, NULL);
  return 0;
}
