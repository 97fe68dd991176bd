// expect: clean
// 10,000 threads one after the other, each ordered by create and join.
#include <pthread.h>

int counter;

static void *count(void *p) {
  counter++;
  return p;
}

int main(void) {
  for (int i = 0; i < 10000; i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, count, NULL);
    pthread_join(thread, NULL);
  }
  return counter != 10000;
}
