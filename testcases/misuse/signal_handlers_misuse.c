// expect: signal-unsafe-call
// expect: errno-spoiled
// exit: 0
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static void *volatile kept;
static void allocates(int number) {
  kept = malloc((size_t)number);
}
static void fails(int number) {
  close(-number);
}
int main(void) {
  signal(SIGUSR1, allocates);
  signal(SIGUSR2, fails);
  kill(getpid(), SIGUSR1); // to the process: at any moment, in any thread
  kill(getpid(), SIGUSR2);
  free(kept);
  return 0;
}
