// expect: clean
// Handlers that come in the middle of everything, a thousand times, and count atomically.
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

atomic_int ticks;

static void onTimer(int number) {
  (void)number;
  atomic_fetch_add(&ticks, 1);
}

int main(void) {
  struct itimerval every = {{0, 500}, {0, 500}};
  signal(SIGALRM, onTimer);
  setitimer(ITIMER_REAL, &every, NULL);
  long sum = 0;
  while (atomic_load(&ticks) < 200) {
    char *block = malloc(1000);
    memset(block, 1, 1000);
    sum += block[500];
    free(block);
  }
  return sum == 0;
}
