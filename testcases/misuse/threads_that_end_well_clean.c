// expect: clean
// Locks given back by clean-up handlers and robust ones, a pthread_t that is given out again, a barrier and a semaphore
// that are destroyed as soon as everybody may leave; a thread that was never joined is a note.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, robust;
static sem_t semaphore;
static pthread_barrier_t barrier;
static void unlocks(void *lock) { pthread_mutex_unlock(lock); }
static void *isCancelled(void *p) {
  pthread_mutex_lock(&mutex);
  pthread_cleanup_push(unlocks, &mutex);
  for (;;)
    pthread_testcancel();
  pthread_cleanup_pop(1);
  return p;
}
static void *keepsARobustLock(void *p) {
  pthread_mutex_lock(&robust);
  return p;
}
static void *meets(void *p) {
  if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
    pthread_barrier_destroy(&barrier);
  sem_post(&semaphore);
  return p;
}
static void *nothing(void *p) { return p; }
int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, isCancelled, NULL);
  pthread_cancel(first);
  pthread_join(first, NULL);
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&robust, &attributes);
  pthread_create(&first, NULL, keepsARobustLock, NULL);
  pthread_join(first, NULL);
  if (pthread_mutex_lock(&robust) == EOWNERDEAD)
    pthread_mutex_consistent(&robust);
  pthread_mutex_unlock(&robust);
  for (int i = 0; i < 20; ++i) { // the same pthread_t again and again
    pthread_create(&first, NULL, nothing, NULL);
    if (i % 3 == 0)
      pthread_detach(first);
    else if (i % 3 == 1)
      while (pthread_tryjoin_np(first, NULL) == EBUSY) {
      }
    else
      pthread_join(first, NULL);
  }
  sem_init(&semaphore, 0, 0);
  pthread_barrier_init(&barrier, NULL, 2);
  pthread_create(&first, NULL, meets, NULL);
  pthread_create(&second, NULL, meets, NULL);
  sem_wait(&semaphore);
  sem_wait(&semaphore);
  sem_destroy(&semaphore);
  pthread_join(first, NULL);
  (void)second; // its end is not waited for
  return 0;
}
