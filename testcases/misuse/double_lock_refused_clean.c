// expect: clean
// What libc refuses, or lets in again, or gives up in time, is the program's own business.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <time.h>
int main(void) {
  pthread_mutexattr_t attributes;
  pthread_mutex_t checking, plain = PTHREAD_MUTEX_INITIALIZER, recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_init(&checking, &attributes);
  pthread_mutex_lock(&checking);
  if (pthread_mutex_lock(&checking) != EDEADLK)
    return 1;
  pthread_mutex_unlock(&checking);
  if (pthread_mutex_unlock(&checking) != EPERM)
    return 2;
  pthread_mutex_lock(&recursive);
  pthread_mutex_lock(&recursive);
  pthread_mutex_unlock(&recursive);
  pthread_mutex_unlock(&recursive);
  pthread_mutex_lock(&plain);
  struct timespec past = {1, 0};
  if (pthread_mutex_timedlock(&plain, &past) != ETIMEDOUT)
    return 3;
  if (pthread_mutex_trylock(&plain) != EBUSY)
    return 4;
  pthread_mutex_unlock(&plain);
  return 0;
}
