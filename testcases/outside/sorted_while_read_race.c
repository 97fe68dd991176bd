// expect: data-race numbers
// qsort moves elements: a reader without order races with it, whether in the comparison or in the move.
#include "step.h"

#include <pthread.h>
#include <stdlib.h>

int numbers[4] = {4, 3, 2, 1}, sum;

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static void *reader(void *p) {
  sum = numbers[2];
  step(1);
  return p;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, reader, NULL);
  step(2);
  qsort(numbers, 4, sizeof numbers[0], compare);
  pthread_join(thread, NULL);
  return 0;
}
