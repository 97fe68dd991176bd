// expect: condition-misuse condition
#include <pthread.h>
#include <unistd.h>
#include "step.h"
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static void *waits(void *p) {
  pthread_mutex_lock(&mutex);
  step(1);
  pthread_cond_wait(&condition, &mutex);
  return p;
}
static void *destroys(void *p) {
  pthread_cond_destroy(&condition); // libc waits here for whoever waits there
  return p;
}
int main(void) {
  pthread_t waiter, destroyer;
  pthread_create(&waiter, NULL, waits, NULL);
  step(2);
  pthread_mutex_lock(&mutex); // the thread waits
  pthread_mutex_unlock(&mutex);
  pthread_create(&destroyer, NULL, destroys, NULL);
  pause_ms(300);
  return 0;
}
