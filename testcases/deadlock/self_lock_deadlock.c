// expect: deadlock mutex
// expect: double-lock mutex
// D1: a thread locks a plain mutex that it holds.
#include <pthread.h>

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

int main(void) {
  pthread_mutex_lock(&mutex);
  pthread_mutex_lock(&mutex);
  return 0;
}
