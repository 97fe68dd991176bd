// expect: clean
// An alarm is on its way: its handler posts what all wait for.
#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

sem_t gate;

static void onAlarm(int number) {
  (void)number;
  sem_post(&gate);
}

int main(void) {
  sem_init(&gate, 0, 0);
  signal(SIGALRM, onAlarm);
  ualarm(100000, 0);
  while (sem_wait(&gate) != 0)
    ;
  return 0;
}
