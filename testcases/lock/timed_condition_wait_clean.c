// expect: clean
// A timed wait that runs out has the mutex again.
#include "run.h"

#include <errno.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
int guarded;

static void *wait(void *p) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += 20000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_nsec -= 1000000000;
    until.tv_sec++;
  }
  pthread_mutex_lock(&mutex);
  while (pthread_cond_timedwait(&never, &mutex, &until) != ETIMEDOUT)
    ;
  guarded++;
  pthread_mutex_unlock(&mutex);
  return p;
}

int main(void) {
  runThree(wait, wait, wait);
  return guarded != 3;
}
