// expect: clean
// A join that succeeds orders, however it waits.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <time.h>

int cells[2];

static void *work(void *p) {
  *(int *)p = 1;
  return p;
}

int main(void) {
  pthread_t first, second;
  struct timespec later;
  pthread_create(&first, NULL, work, &cells[0]);
  pthread_create(&second, NULL, work, &cells[1]);
  while (pthread_tryjoin_np(first, NULL) != 0)
    sched_yield();
  clock_gettime(CLOCK_REALTIME, &later);
  later.tv_sec += 20;
  if (pthread_timedjoin_np(second, NULL, &later) != 0)
    return 1;
  return ++cells[0] + ++cells[1] != 4;
}
