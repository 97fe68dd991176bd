// expect: lock-held-at-thread-end held
// expect: join-misuse
// expect: semaphore-misuse semaphore
// expect: barrier-misuse barrier
#include <pthread.h>
#include <semaphore.h>
#include "step.h"
pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
sem_t semaphore;
pthread_barrier_t barrier;
static void *keepsTheLock(void *p) {
  pthread_mutex_lock(&held);
  return p;
}
static void *waitsForAPost(void *p) {
  step(1);
  sem_wait(&semaphore);
  return p;
}
static void *waitsAtTheBarrier(void *p) {
  step(2);
  pthread_barrier_wait(&barrier);
  return p;
}
static void *waitsForTheEnd(void *p) {
  pause_ms(60 * 1000);
  return p;
}
int main(void) {
  pthread_t keeper, detached, waiter;
  pthread_create(&keeper, NULL, keepsTheLock, NULL);
  pthread_join(keeper, NULL);
  pthread_join(keeper, NULL); // a second time
  pthread_create(&detached, NULL, waitsForTheEnd, NULL);
  pthread_detach(detached);
  pthread_join(detached, NULL);
  sem_init(&semaphore, 0, 0);
  pthread_barrier_init(&barrier, NULL, 2);
  pthread_create(&waiter, NULL, waitsForAPost, NULL);
  pthread_detach(waiter);
  pthread_create(&waiter, NULL, waitsAtTheBarrier, NULL);
  pthread_detach(waiter);
  step(3);
  pause_ms(100); // both wait
  sem_destroy(&semaphore);
  pthread_barrier_init(&barrier, NULL, 2);
  return 0;
}
