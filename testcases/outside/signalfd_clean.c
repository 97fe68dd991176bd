// expect: clean
// A signal that is read from a signalfd was sent before.
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

int data;

static void *sender(void *p) {
  data = 1;
  kill(getpid(), SIGUSR1);
  return p;
}

int main(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  int fd = signalfd(-1, &set, 0);
  pthread_t thread;
  pthread_create(&thread, NULL, sender, NULL);
  struct signalfd_siginfo info;
  if (read(fd, &info, sizeof info) != sizeof info)
    return 1;
  int seen = data;
  pthread_join(thread, NULL);
  return seen != 1;
}
