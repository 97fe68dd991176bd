// expect: clean
// main ends by pthread_exit; the process lives until its last thread is done.
#include <pthread.h>
#include <stdlib.h>

int prepared;

static void *work(void *p) {
  exit(prepared != 1);
  return p;
}

int main(void) {
  pthread_t thread;
  prepared = 1;
  pthread_create(&thread, NULL, work, NULL);
  pthread_detach(thread);
  pthread_exit(NULL);
}
