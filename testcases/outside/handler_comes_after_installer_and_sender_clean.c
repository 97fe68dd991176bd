// expect: clean
// A handler in another thread sees what was done before sigaction and before pthread_kill.
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>

int from_installer, from_sender, seen;
sem_t ready, handled;

static void handler(int signal) {
  (void)signal;
  seen = from_installer + from_sender;
  sem_post(&handled);
}

static void *target(void *p) {
  sem_post(&ready);
  while (sem_wait(&handled) != 0)
    ;
  return p;
}

int main(void) {
  sem_init(&ready, 0, 0);
  sem_init(&handled, 0, 0);
  pthread_t thread;
  pthread_create(&thread, NULL, target, NULL);
  sem_wait(&ready);
  from_installer = 1;
  struct sigaction action = {.sa_handler = handler};
  sigaction(SIGUSR1, &action, NULL);
  from_sender = 1;
  pthread_kill(thread, SIGUSR1);
  pthread_join(thread, NULL);
  return seen != 2;
}
