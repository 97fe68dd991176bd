// expect: clean
// "%.2s" reads two bytes: a write to the third is no race.
#include "step.h"

#include <pthread.h>
#include <stdio.h>

char text[16] = "abc";

static void *writer(void *p) {
  text[2] = 'x';
  step(1);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  step(2);
  printf("%.2s %s\n", text, "of ones own");
  pthread_join(thread, NULL);
  return 0;
}
