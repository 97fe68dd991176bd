// expect: use-after-destroy mutex
// expect: use-after-destroy condition
// expect: use-after-destroy rwlock
// expect: use-after-destroy semaphore
// expect: use-after-destroy barrier
// expect: use-before-init unset_mutex
// expect: use-before-init unset_semaphore
// expect: use-of-copied-object copy
// expect: use-of-copied-object handed.semaphore
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, unset_mutex, original, copy;
pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
pthread_rwlock_t rwlock;
sem_t semaphore, unset_semaphore;
pthread_barrier_t barrier;
struct Handed {
  int number;
  sem_t semaphore;
} given, handed;
int main(void) {
  pthread_mutex_destroy(&mutex);
  pthread_mutex_lock(&mutex);
  pthread_cond_destroy(&condition);
  pthread_cond_signal(&condition);
  pthread_rwlock_init(&rwlock, NULL);
  pthread_rwlock_destroy(&rwlock);
  pthread_rwlock_rdlock(&rwlock);
  pthread_rwlock_unlock(&rwlock);
  sem_init(&semaphore, 0, 0);
  sem_destroy(&semaphore);
  sem_post(&semaphore);
  pthread_barrier_init(&barrier, NULL, 1);
  pthread_barrier_destroy(&barrier);
  pthread_barrier_destroy(&barrier);
  memset(&unset_mutex, 0xbe, sizeof unset_mutex);
  pthread_mutex_unlock(&unset_mutex);
  sem_post(&unset_semaphore);
  pthread_mutex_init(&original, NULL);
  memcpy(&copy, &original, sizeof copy);
  pthread_mutex_lock(&copy);
  pthread_mutex_unlock(&copy);
  sem_init(&given.semaphore, 0, 1);
  handed = given;
  sem_wait(&handed.semaphore);
  return 0;
}
