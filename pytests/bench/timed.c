/* timed FILE COMMAND...: runs COMMAND, ends with its status, and appends what it cost to FILE: one record.
 *
 * A process of its own, because the largest resident size that the kernel tells of a child counts what its parent had when
 * it was started: this parent has nearly nothing. Fields end in 0x1f, records in 0x1e: user and system time in seconds,
 * time by the clock, largest resident size in KiB, status, folder, and the words of COMMAND.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile pid_t child;

/* The child is asked to end by asking us. */
static void passOn(int signal) {
  if (child > 0)
    kill(child, signal);
}

static double secondsOf(struct timeval time) { return time.tv_sec + time.tv_usec * 1e-6; }

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

static int append(const char *path, const char *record, size_t size) {
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  int done = file >= 0 && write(file, record, size) == (ssize_t)size;
  if (file >= 0)
    close(file);
  return done;
}

int main(int count, char **words) {
  if (count < 3) {
    fprintf(stderr, "timed: usage: timed FILE COMMAND...\n");
    return 2;
  }
  double begin = now();
  child = fork();
  if (child == 0) {
    execvp(words[2], words + 2);
    fprintf(stderr, "timed: cannot start '%s': %s\n", words[2], strerror(errno));
    _exit(127);
  }
  signal(SIGTERM, passOn);
  signal(SIGINT, passOn);
  int status = 0;
  struct rusage cost;
  while (wait4(child, &status, 0, &cost) < 0 && errno == EINTR)
    ;
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  char *record = NULL, *folder = getcwd(NULL, 0);
  size_t size = 0;
  FILE *out = open_memstream(&record, &size);
  fprintf(out, "%.6f\x1f%.6f\x1f%.6f\x1f%ld\x1f%d\x1f%s\x1f", secondsOf(cost.ru_utime), secondsOf(cost.ru_stime), now() - begin,
          cost.ru_maxrss, code, folder ? folder : "");
  for (int i = 2; i < count; ++i)
    fprintf(out, "%s\x1f", words[i]);
  fputc('\x1e', out);
  fclose(out);
  if (!append(words[1], record, size)) {
    fprintf(stderr, "timed: cannot write '%s': %s\n", words[1], strerror(errno));
    return 2;
  }
  return code;
}
