// The exec family: the process goes on, this program and its log end.
//
// What was found stays in the log; a clean log is taken away, since nobody comes back to remove it, and made again if the
// exec fails (log/writer.h).
#include "intercept/intercept.h"
#include "log/writer.h"

#include <stdarg.h>
#include <unistd.h>

namespace gordian {
namespace {

/// Calls `exec`, which returns only if it failed.
template <class Exec> int execBy(Exec exec) {
  if (!isReady()) return exec();
  log::beforeExec();
  int result = exec();
  log::afterFailedExec();
  return result;
}

int execvpeBy(const char *file, char *const *arguments, char *const *environment) {
  return execBy([&] { return real.execvpe(file, arguments, environment); });
}

int execveBy(const char *path, char *const *arguments, char *const *environment) {
  return execBy([&] { return real.execve(path, arguments, environment); });
}

/// Calls `exec(arguments, environment)` with the arguments of a list that ends with a null pointer; the environment
/// follows it if `has_environment`.
template <class Exec> int execList(const char *first, va_list &rest, bool has_environment, Exec exec) {
  va_list counted;
  va_copy(counted, rest);
  u64 count = 1;
  if (first)
    while (va_arg(counted, char *)) ++count;
  va_end(counted);
  char **arguments = static_cast<char **>(__builtin_alloca((count + 1) * sizeof(char *)));
  arguments[0] = const_cast<char *>(first);
  for (u64 i = 1; i <= count; ++i) arguments[i] = first ? va_arg(rest, char *) : nullptr;
  return exec(arguments, has_environment ? va_arg(rest, char *const *) : environ);
}

}  // namespace

GORDIAN_INTERPOSE(int, execve, const char *path, char *const *arguments, char *const *environment) {
  return execveBy(path, arguments, environment);
}
GORDIAN_INTERPOSE(int, execv, const char *path, char *const *arguments) { return execveBy(path, arguments, environ); }
GORDIAN_INTERPOSE(int, execvp, const char *file, char *const *arguments) {
  return execvpeBy(file, arguments, environ);
}
GORDIAN_INTERPOSE(int, execvpe, const char *file, char *const *arguments, char *const *environment) {
  return execvpeBy(file, arguments, environment);
}
GORDIAN_INTERPOSE(int, fexecve, int fd, char *const *arguments, char *const *environment) {
  return execBy([&] { return real.fexecve(fd, arguments, environment); });
}
GORDIAN_INTERPOSE(int, execveat, int folder, const char *path, char *const *arguments, char *const *environment,
                  int flags) {
  return execBy([&] { return real.execveat(folder, path, arguments, environment, flags); });
}

GORDIAN_INTERPOSE(int, execl, const char *path, const char *first, ...) {
  va_list rest;
  va_start(rest, first);
  int result = execList(first, rest, false, [&](char **arguments, char *const *environment) {
    return execveBy(path, arguments, environment);
  });
  va_end(rest);
  return result;
}
GORDIAN_INTERPOSE(int, execle, const char *path, const char *first, ...) {
  va_list rest;
  va_start(rest, first);
  int result = execList(first, rest, true, [&](char **arguments, char *const *environment) {
    return execveBy(path, arguments, environment);
  });
  va_end(rest);
  return result;
}
GORDIAN_INTERPOSE(int, execlp, const char *file, const char *first, ...) {
  va_list rest;
  va_start(rest, first);
  int result = execList(first, rest, false, [&](char **arguments, char *const *environment) {
    return execvpeBy(file, arguments, environment);
  });
  va_end(rest);
  return result;
}

}  // namespace gordian
