/* Heap, strings, signals, processes, descriptors and the loader behave under the runtime as they do without. */
#define _GNU_SOURCE
#include "check.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int handled;
static void handle(int signal) { handled = signal; }
static void handleInfo(int signal, siginfo_t *info, void *context) {
  CHECK(info && context && info->si_signo == signal);
  handled = signal + 100;
}

static void testHeap(void) {
  char *block = realloc(NULL, 10);
  memcpy(block, "contents", 9);
  block = realloc(block, 1000000);
  CHECK(strcmp(block, "contents") == 0);
  block = realloc(block, 20);
  CHECK(strcmp(block, "contents") == 0);
  free(block);
  void *aligned;
  CHECK(posix_memalign(&aligned, 64, 100) == 0 && (uintptr_t)aligned % 64 == 0);
  free(aligned);
  CHECK(posix_memalign(&aligned, 3, 1) == EINVAL);
  CHECK(calloc(SIZE_MAX / 2, 4) == NULL && errno == ENOMEM);
  CHECK(reallocarray(NULL, SIZE_MAX / 2, 4) == NULL && errno == ENOMEM);
}

static void testStrings(void) {
  char text[64];
  CHECK(strcpy(text, "abc") == text && strcat(text, "def") == text && strcmp(text, "abcdef") == 0);
  CHECK(strstr(text, "cd") == text + 2 && strrchr(text, 'f') == text + 5 && strchr(text, 'x') == NULL);
  CHECK(strchrnul(text, 'x') == text + 6 && memrchr(text, 'a', 6) == text && strpbrk(text, "fe") == text + 4);
  CHECK(strspn("aab", "a") == 2 && strcspn("aab", "b") == 2 && strcasecmp("AbC", "aBc") == 0);
  CHECK(strncpy(text, "xy", 10) == text && text[9] == 0 && stpcpy(text, "hi") == text + 2);
  CHECK(mempcpy(text, "1234", 5) == text + 5 && memccpy(text, "a:b", ':', 9) == text + 2);
  CHECK(memmove(text + 1, text, 3) == text + 1 && memmem(text, 4, "a:", 2) == text + 1);
  CHECK(strncmp("abx", "aby", 2) == 0 && memcmp("abx", "aby", 3) < 0 && strcmp("b", "a") > 0);
  CHECK(snprintf(text, 4, "%d", 123456) == 6 && strcmp(text, "123") == 0);
  char *copy = strndup("abcdef", 3);
  CHECK(strcmp(copy, "abc") == 0);
  free(copy);
}

static void testSignals(void) {
  struct sigaction action = {.sa_sigaction = handleInfo, .sa_flags = SA_SIGINFO}, old;
  CHECK(signal(SIGUSR1, handle) == SIG_DFL && raise(SIGUSR1) == 0 && handled == SIGUSR1);
  CHECK(sigaction(SIGUSR1, &action, &old) == 0 && old.sa_handler == handle);
  CHECK(kill(getpid(), SIGUSR1) == 0 && handled == SIGUSR1 + 100);
  CHECK(sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_sigaction == handleInfo);
  CHECK((void *)signal(SIGUSR1, SIG_IGN) == (void *)handleInfo);
  CHECK(raise(SIGUSR1) == 0 && signal(SIGUSR1, SIG_DFL) == SIG_IGN);
  CHECK(sigaction(SIGKILL, &action, NULL) == -1 && errno == EINVAL);
}

/* The status of a child that does `how`. */
static int statusOf(void (*how)(void)) {
  int status;
  pid_t child = fork();
  if (child == 0)
    how(), abort();
  CHECK(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
static void exitNow(void) { _exit(3); }
static void exitQuickly(void) { quick_exit(6); }
static void exitLate(void) { exit(7); }
static void execList(void) { execlp("sh", "sh", "-c", "exit 4", (char *)NULL); }
static void execEnvironment(void) {
  char *environment[] = {"LEVEL=4", NULL};
  execle("/bin/sh", "sh", "-c", "exit $((LEVEL + 1))", (char *)NULL, environment);
}
static void execNothing(void) {
  CHECK(execl("/nonexistent/program", "program", (char *)NULL) == -1 && errno == ENOENT);
  exit(8);
}

static void testProcesses(void) {
  int status;
  CHECK(statusOf(exitNow) == 3 && statusOf(exitQuickly) == 6 && statusOf(exitLate) == 7);
  CHECK(statusOf(execList) == 4 && statusOf(execEnvironment) == 5 && statusOf(execNothing) == 8);
  CHECK(statusOf(abort) == -SIGABRT);
  pid_t child = vfork();
  if (child == 0)
    _exit(9);
  CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 9);
  CHECK(WEXITSTATUS(system("exit 2")) == 2);
}

static void testDescriptors(void) {
  int ends[2];
  char text[32];
  char *line = NULL;
  size_t room = 0;
  eventfd_t value;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = 77}, told;
  CHECK(pipe(ends) == 0 && write(ends[1], "line\nrest", 9) == 9);
  FILE *file = fdopen(ends[0], "r");
  CHECK(getline(&line, &room, file) == 5 && strcmp(line, "line\n") == 0);
  CHECK(close(ends[1]) == 0 && fgets(text, sizeof text, file) == text && strcmp(text, "rest") == 0);
  CHECK(fclose(file) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  CHECK(send(ends[0], "abc", 3, 0) == 3 && recv(ends[1], text, sizeof text, 0) == 3 && memcmp(text, "abc", 3) == 0);
  int counter = eventfd(0, 0), epoll = epoll_create1(0), copy = dup(counter);
  CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, counter, &event) == 0 && eventfd_write(copy, 5) == 0);
  CHECK(epoll_wait(epoll, &told, 1, -1) == 1 && told.data.fd == 77);
  CHECK(eventfd_read(counter, &value) == 0 && value == 5);
  CHECK(read(-1, text, 1) == -1 && errno == EBADF);
  free(line);
}

static void testLoader(void) {
  void *library = dlopen("libm.so.6", RTLD_NOW);
  double (*cosine)(double) = (double (*)(double))dlsym(library, "cos");
  CHECK(library && cosine && cosine(0) == 1);
  CHECK(dlclose(library) == 0 && dlsym(RTLD_NEXT, "no_such_function") == NULL && dlerror() != NULL);
}

int main(void) {
  testHeap();
  testStrings();
  testSignals();
  testProcesses();
  testDescriptors();
  testLoader();
  puts("ok");
  return 0;
}
