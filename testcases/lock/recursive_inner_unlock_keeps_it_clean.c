// expect: clean
// After the inner unlock a recursive mutex is still held.
#include "step.h"
#include "run.h"

static pthread_mutex_t mutex;
int guarded;

static void *first(void *p) {
  pthread_mutex_lock(&mutex);
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  step(1);
  guarded = 1;
  pthread_mutex_unlock(&mutex);
  return p;
}

static void *second(void *p) {
  step(2);
  pthread_mutex_lock(&mutex);
  guarded++;
  pthread_mutex_unlock(&mutex);
  return p;
}

int main(void) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&mutex, &attributes);
  runBoth(first, second);
  return guarded != 2;
}
