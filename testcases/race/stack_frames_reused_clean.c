// expect: clean
// A frame's bytes belong to a new variable in the next call: the old one's accesses are gone.
#include "run.h"

static void *fill(void *p) {
  *(int *)p = 2;
  return NULL;
}

__attribute__((noinline)) static int lend(void) {
  int local = 0;
  pthread_t thread;
  pthread_create(&thread, NULL, fill, &local);
  pthread_join(thread, NULL);
  return local;
}

int main(void) {
  int sum = 0;
  for (int i = 0; i < 50; i++)
    sum += lend();
  return sum != 100;
}
