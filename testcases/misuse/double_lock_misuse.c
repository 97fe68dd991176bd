// expect: double-lock mutex
// expect: deadlock mutex
// Said before the thread blocks on itself.
#include <pthread.h>
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void inner(void) { pthread_mutex_lock(&mutex); }
int main(void) {
  pthread_mutex_lock(&mutex);
  inner();
  return 0;
}
