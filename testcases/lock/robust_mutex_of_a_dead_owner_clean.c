// expect: clean
// EOWNERDEAD gives the mutex, and everything before the owner's death is ordered.
#include "run.h"

#include <errno.h>

static pthread_mutex_t mutex;
int guarded;

static void *dies(void *p) {
  pthread_mutex_lock(&mutex);
  guarded = 1;
  return p;
}

int main(void) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&mutex, &attributes);
  pthread_t thread;
  pthread_create(&thread, NULL, dies, NULL);
  pthread_join(thread, NULL);
  if (pthread_mutex_lock(&mutex) != EOWNERDEAD)
    return 1;
  pthread_mutex_consistent(&mutex);
  guarded++;
  pthread_mutex_unlock(&mutex);
  pthread_mutex_destroy(&mutex);
  return guarded != 2;
}
