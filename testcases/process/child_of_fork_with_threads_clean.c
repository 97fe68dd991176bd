// expect: clean
// A child that starts threads of its own is checked as any program, with a mutex that was locked at the fork by nobody.
#include "run.h"

#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
int counter;

static void *count(void *p) {
  for (int i = 0; i < 100; i++) {
    pthread_mutex_lock(&mutex);
    counter++;
    pthread_mutex_unlock(&mutex);
  }
  return p;
}

int main(void) {
  runBoth(count, count);
  pid_t child = fork();
  if (child == 0) {
    runBoth(count, count);
    _exit(counter != 400);
  }
  int status = 1;
  waitpid(child, &status, 0);
  return status != 0;
}
