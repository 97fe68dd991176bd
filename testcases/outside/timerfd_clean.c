// expect: clean
// Whoever reads that a timer has expired comes after who set it.
#include <pthread.h>
#include <stdint.h>
#include <sys/timerfd.h>
#include <unistd.h>

int data, timer;

static void *setter(void *p) {
  struct itimerspec soon = {.it_value = {.tv_nsec = 1000000}};
  data = 1;
  timerfd_settime(timer, 0, &soon, NULL);
  return p;
}

int main(void) {
  timer = timerfd_create(CLOCK_MONOTONIC, 0);
  pthread_t thread;
  pthread_create(&thread, NULL, setter, NULL);
  uint64_t count;
  if (read(timer, &count, sizeof count) != sizeof count)
    return 1;
  int seen = data;
  pthread_join(thread, NULL);
  return seen != 1;
}
