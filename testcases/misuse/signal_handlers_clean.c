// expect: clean
// What a handler calls by itself is safe, or errno is put back; or it runs where it cannot interrupt anything: in raise, or
// in a wait outside of which its signal is blocked. After a long jump out of a handler there is none.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static volatile sig_atomic_t count;
static sigjmp_buf back;
static void isSafe(int number) {
  int saved = errno;
  (void)!write(-number, "", 1);
  errno = saved;
  ++count;
}
static void prints(int number) {
  char *text = malloc(100);
  snprintf(text, 100, "%d", number);
  fputs(text, stderr);
  free(text);
  errno = EINVAL;
  ++count;
}
static void jumps(int number) { siglongjmp(back, number); }
static void deeper(int depth) {
  if (depth)
    deeper(depth - 1);
  free(malloc(10));
}
int main(void) {
  signal(SIGUSR1, isSafe);
  signal(SIGUSR2, prints);
  signal(SIGHUP, jumps);
  kill(getpid(), SIGUSR1);
  raise(SIGUSR2);
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR2);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  kill(getpid(), SIGUSR2); // pending
  sigsuspend(&before);
  pid_t child = fork();
  if (child == 0) {
    usleep(50 * 1000);
    kill(getppid(), SIGUSR2);
    _exit(0);
  }
  while (count < 4)
    ppoll(NULL, 0, NULL, &before);
  if (!sigsetjmp(back, 1))
    kill(getpid(), SIGHUP);
  deeper(10);
  return 0;
}
