// expect: clean
// pthread_spin_lock and trylock.
#include "run.h"

#include <sched.h>

static pthread_spinlock_t spin;
int guarded;

static void *work(void *p) {
  for (int i = 0; i < 200; i++) {
    if (i % 2)
      pthread_spin_lock(&spin);
    else
      while (pthread_spin_trylock(&spin) != 0)
        sched_yield();
    guarded++;
    pthread_spin_unlock(&spin);
  }
  return p;
}

int main(void) {
  pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
  runBoth(work, work);
  pthread_spin_destroy(&spin);
  return guarded != 400;
}
