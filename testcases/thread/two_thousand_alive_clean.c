// expect: clean
// 2,000 threads alive at once, each with a cell of its own and one counter under a mutex.
#include <pthread.h>
#include <stdio.h>

enum { kThreads = 2000 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
int alive;
int cells[kThreads];

static void *work(void *p) {
  *(int *)p = 1;
  pthread_mutex_lock(&mutex);
  if (++alive == kThreads)
    pthread_cond_broadcast(&changed);
  while (alive < kThreads)
    pthread_cond_wait(&changed, &mutex);
  pthread_mutex_unlock(&mutex);
  return p;
}

int main(void) {
  static pthread_t threads[kThreads];
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 64 * 1024);
  for (int i = 0; i < kThreads; i++)
    if (pthread_create(&threads[i], &attributes, work, &cells[i]) != 0) {
      perror("pthread_create");
      return 1;
    }
  int sum = 0;
  for (int i = 0; i < kThreads; i++) {
    pthread_join(threads[i], NULL);
    sum += cells[i];
  }
  return sum != kThreads;
}
