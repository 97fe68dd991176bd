// expect: clean
// SIGEV_THREAD: libc's own thread calls the function, after what was done before the timer was set.
#include <semaphore.h>
#include <signal.h>
#include <time.h>

int data, result;
sem_t done;

static void expired(union sigval value) {
  result = data + value.sival_int;
  sem_post(&done);
}

int main(void) {
  sem_init(&done, 0, 0);
  struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_value.sival_int = 2};
  event.sigev_notify_function = expired;
  timer_t timer;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
    return 1;
  data = 1;
  struct itimerspec soon = {.it_value = {.tv_nsec = 1000000}};
  timer_settime(timer, 0, &soon, NULL);
  sem_wait(&done);
  timer_delete(timer);
  return result != 3;
}
