// expect: clean
// kill, pthread_kill and sigqueue hand over to sigwait, sigwaitinfo and sigtimedwait.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

int data[3];
sigset_t set;

static void *sender(void *waiter) {
  data[0] = 1;
  kill(getpid(), SIGUSR1);
  data[1] = 1;
  pthread_kill(*(pthread_t *)waiter, SIGUSR2);
  data[2] = 1;
  sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1});
  return NULL;
}

static int waitFor(int wanted) {
  sigset_t one;
  int got;
  sigemptyset(&one);
  sigaddset(&one, wanted);
  return wanted == SIGUSR1 ? sigwait(&one, &got) == 0 : wanted == SIGUSR2 ? sigwaitinfo(&one, NULL) == wanted
                                                      : sigtimedwait(&one, NULL, &(struct timespec){60, 0}) == wanted;
}

int main(void) {
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGRTMIN);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  pthread_t thread, self = pthread_self();
  pthread_create(&thread, NULL, sender, &self);
  int seen = waitFor(SIGUSR1) ? data[0] : 0;
  seen += waitFor(SIGUSR2) ? data[1] : 0;
  seen += waitFor(SIGRTMIN) ? data[2] : 0;
  pthread_join(thread, NULL);
  return seen != 3;
}
