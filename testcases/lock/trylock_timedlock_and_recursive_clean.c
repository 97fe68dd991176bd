// expect: clean
// Every way of taking a mutex, and every kind of mutex, orders alike.
#include "run.h"

#include <errno.h>
#include <sched.h>
#include <time.h>

static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER, recursive, checking, adaptive;
int guarded[4];

static void initialise(pthread_mutex_t *mutex, int type) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, type);
  pthread_mutex_init(mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
}

static void *work(void *p) {
  struct timespec later;
  for (int i = 0; i < 200; i++) {
    while (pthread_mutex_trylock(&plain) == EBUSY)
      sched_yield();
    guarded[0]++;
    pthread_mutex_unlock(&plain);

    pthread_mutex_lock(&recursive);
    pthread_mutex_lock(&recursive);
    guarded[1]++;
    pthread_mutex_unlock(&recursive);
    guarded[1]++;
    pthread_mutex_unlock(&recursive);

    clock_gettime(CLOCK_REALTIME, &later);
    later.tv_sec += 20;
    if (pthread_mutex_timedlock(&checking, &later) == 0) {
      guarded[2]++;
      pthread_mutex_unlock(&checking);
    }

    pthread_mutex_lock(&adaptive);
    guarded[3]++;
    pthread_mutex_unlock(&adaptive);
  }
  return p;
}

int main(void) {
  initialise(&recursive, PTHREAD_MUTEX_RECURSIVE);
  initialise(&checking, PTHREAD_MUTEX_ERRORCHECK);
  initialise(&adaptive, PTHREAD_MUTEX_NORMAL);
  runBoth(work, work);
  return guarded[0] != 400 || guarded[1] != 800 || guarded[2] != 400 || guarded[3] != 400;
}
