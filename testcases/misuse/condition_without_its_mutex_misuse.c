// expect: condition-misuse condition
#include <pthread.h>
#include <time.h>
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
int main(void) {
  struct timespec past = {1, 0};
  pthread_cond_timedwait(&condition, &mutex, &past);
  return 0;
}
