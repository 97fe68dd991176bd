/* Threads, locks and waits behave under the runtime as they do without: results, errors, cancellation, destructors. */
#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static pthread_key_t key;
static int is_ready, destroyed, once_calls;

static void *stepLater(void *value) {
  pthread_setspecific(key, value);
  pthread_mutex_lock(&mutex);
  while (!is_ready)
    pthread_cond_wait(&condition, &mutex);
  pthread_mutex_unlock(&mutex);
  return value;
}
static void unlock(void *locked) { pthread_mutex_unlock(locked); }
static void *waitForever(void *unused) {
  (void)unused;
  pthread_mutex_lock(&mutex);
  pthread_cleanup_push(unlock, &mutex);
  for (;;)
    pthread_cond_wait(&condition, &mutex);
  pthread_cleanup_pop(1);
  return NULL;
}
static void *waitSemaphore(void *semaphore) { return sem_wait(semaphore) == 0 ? semaphore : NULL; }
static void *waitBarrier(void *unused) { return pthread_barrier_wait(&barrier), unused; }
static void *leave(void *value) { pthread_exit(value); }
static int answer(void *unused) { return unused ? 0 : 42; }
static void countOnce(void) { ++once_calls; }
static void countDestroyed(void *unused) {
  (void)unused;
  __atomic_add_fetch(&destroyed, 1, __ATOMIC_RELAXED);
}

/* A time that is over, for timed waits. */
static struct timespec past(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  now.tv_sec -= 1;
  return now;
}

static void testCreateJoin(void) {
  pthread_t threads[4];
  void *value;
  pthread_key_create(&key, countDestroyed);
  for (long i = 0; i < 4; ++i)
    CHECK(pthread_create(&threads[i], NULL, stepLater, (void *)(i + 1)) == 0);
  CHECK(pthread_tryjoin_np(threads[0], &value) == EBUSY);
  pthread_mutex_lock(&mutex);
  is_ready = 1;
  pthread_cond_broadcast(&condition);
  pthread_mutex_unlock(&mutex);
  for (long i = 0; i < 4; ++i)
    CHECK(pthread_join(threads[i], &value) == 0 && value == (void *)(i + 1));
  CHECK(destroyed == 4);
  CHECK(pthread_create(threads, NULL, leave, (void *)7) == 0);
  CHECK(pthread_join(threads[0], &value) == 0 && value == (void *)7);
  CHECK(pthread_join(pthread_self(), NULL) == EDEADLK);
}

static void testCancel(void) {
  pthread_t thread;
  void *value;
  sem_t semaphore;
  CHECK(pthread_create(&thread, NULL, waitForever, NULL) == 0);
  usleep(5000);
  pthread_cancel(thread);
  CHECK(pthread_join(thread, &value) == 0 && value == PTHREAD_CANCELED);
  CHECK(pthread_mutex_trylock(&mutex) == 0 && pthread_mutex_unlock(&mutex) == 0);
  CHECK(sem_init(&semaphore, 0, 0) == 0);
  CHECK(pthread_create(&thread, NULL, waitSemaphore, &semaphore) == 0);
  usleep(5000);
  pthread_cancel(thread);
  CHECK(pthread_join(thread, &value) == 0 && value == PTHREAD_CANCELED);
  CHECK(pthread_create(&thread, NULL, waitSemaphore, &semaphore) == 0);
  CHECK(sem_post(&semaphore) == 0);
  CHECK(pthread_join(thread, &value) == 0 && value == &semaphore);
}

static void testRefusals(void) {
  struct timespec over = past();
  pthread_mutexattr_t attributes;
  pthread_mutex_t checking;
  pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
  sem_t semaphore;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_init(&checking, &attributes);
  CHECK(pthread_mutex_lock(&checking) == 0 && pthread_mutex_lock(&checking) == EDEADLK);
  CHECK(pthread_mutex_unlock(&checking) == 0 && pthread_mutex_unlock(&checking) == EPERM);
  CHECK(pthread_rwlock_rdlock(&rwlock) == 0 && pthread_rwlock_trywrlock(&rwlock) == EBUSY);
  CHECK(pthread_rwlock_timedwrlock(&rwlock, &over) == ETIMEDOUT && pthread_rwlock_unlock(&rwlock) == 0);
  CHECK(pthread_rwlock_wrlock(&rwlock) == 0 && pthread_rwlock_rdlock(&rwlock) == EDEADLK);
  CHECK(pthread_rwlock_unlock(&rwlock) == 0);
  CHECK(sem_init(&semaphore, 0, 0) == 0);
  CHECK(sem_trywait(&semaphore) == -1 && errno == EAGAIN);
  CHECK(sem_timedwait(&semaphore, &over) == -1 && errno == ETIMEDOUT);
  pthread_mutex_lock(&mutex);
  CHECK(pthread_cond_timedwait(&condition, &mutex, &over) == ETIMEDOUT);
  pthread_mutex_unlock(&mutex);
}

static void testC11(void) {
  static once_flag flag = ONCE_FLAG_INIT;
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  thrd_t thread;
  mtx_t recursive;
  int result;
  CHECK(thrd_create(&thread, answer, NULL) == thrd_success);
  CHECK(thrd_join(thread, &result) == thrd_success && result == 42);
  CHECK(mtx_init(&recursive, mtx_recursive) == thrd_success && mtx_lock(&recursive) == thrd_success);
  CHECK(mtx_trylock(&recursive) == thrd_success);
  CHECK(mtx_unlock(&recursive) == thrd_success && mtx_unlock(&recursive) == thrd_success);
  for (int i = 0; i < 2; ++i)
    call_once(&flag, countOnce), pthread_once(&once, countOnce);
  CHECK(once_calls == 2);
}

static void testManyDetached(void) {
  pthread_attr_t detached;
  pthread_t thread;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  for (int i = 0; i < 200; ++i)
    CHECK(pthread_create(&thread, i % 2 ? &detached : NULL, leave, NULL) == 0 &&
          (i % 2 || pthread_detach(thread) == 0));
  CHECK(pthread_barrier_init(&barrier, NULL, 2) == 0);
  CHECK(pthread_create(&thread, NULL, waitBarrier, NULL) == 0);
  pthread_barrier_wait(&barrier);
  CHECK(pthread_join(thread, NULL) == 0 && pthread_barrier_destroy(&barrier) == 0);
}

int main(void) {
  testCreateJoin();
  testCancel();
  testRefusals();
  testC11();
  testManyDetached();
  puts("ok");
  pthread_exit(NULL); /* the process ends with 0 when the last thread has gone */
}
