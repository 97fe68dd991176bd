// The exec family: the process goes on, this program and its log end.
//
// What was found must be in the log before, and the log of a clean run must be gone, since nobody comes back to remove
// it. So a clean log is removed before an exec that is going to succeed as far as one can see; if it fails after all,
// the run goes on without a log.
#include "base/bytes.h"
#include "base/system.h"
#include "intercept/intercept.h"
#include "log/writer.h"
#include "options.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

namespace gordian {
namespace {

bool isExecutable(const char *path) {
  return !system::failed(system::call(SYS_faccessat, static_cast<u64>(AT_FDCWD), reinterpret_cast<u64>(path), X_OK));
}

/// As the kernel and execvp will look for it; an entry of PATH that does not fit is passed over.
bool isFound(const char *file) {
  bool has_slash = false;
  for (const char *at = file; *at; ++at)
    has_slash |= *at == '/';
  if (has_slash)
    return isExecutable(file);
  const char *path = getenv("PATH");
  for (const char *at = path ? path : "/bin:/usr/bin"; *at;) {
    const char *end = at;
    while (*end && *end != ':')
      ++end;
    char candidate[4096];
    u64 folder = static_cast<u64>(end - at), name = lengthOf(file);
    if (folder + name + 2 <= sizeof candidate) {
      copyBytes(candidate, at, folder);
      candidate[folder] = '/';
      copyBytes(candidate + folder + 1, file, name + 1);
      if (isExecutable(candidate))
        return true;
    }
    at = *end ? end + 1 : end;
  }
  return false;
}

/// Calls `exec`, which returns only if it failed; `is_found`: it looks as if it will not.
template <class Exec> int execBy(bool is_found, Exec exec) {
  if (!isReady())
    return exec();
  log::setEnded(log_format::Ended::kExec, 0);
  bool is_clean = log::findingCount() == 0 && options().report && !options().keep_log; // as finishRun decides
  if (is_found && is_clean)
    log::remove();
  int result = exec();
  log::setEnded(log_format::Ended::kRunning, 0);
  return result;
}

int execvpeBy(const char *file, char *const *arguments, char *const *environment) {
  return execBy(isFound(file), [&] { return real.execvpe(file, arguments, environment); });
}

int execveBy(const char *path, char *const *arguments, char *const *environment) {
  return execBy(isExecutable(path), [&] { return real.execve(path, arguments, environment); });
}

/// Calls `exec(arguments, environment)` with the arguments of a list that ends with a null pointer; the environment
/// follows it if `has_environment`.
template <class Exec> int execList(const char *first, va_list &rest, bool has_environment, Exec exec) {
  va_list counted;
  va_copy(counted, rest);
  u64 count = 1;
  if (first)
    while (va_arg(counted, char *))
      ++count;
  va_end(counted);
  char **arguments = static_cast<char **>(__builtin_alloca((count + 1) * sizeof(char *)));
  arguments[0] = const_cast<char *>(first);
  for (u64 i = 1; i <= count; ++i)
    arguments[i] = first ? va_arg(rest, char *) : nullptr;
  return exec(arguments, has_environment ? va_arg(rest, char *const *) : environ);
}

} // namespace

GORDIAN_INTERPOSE(int, execve, const char *path, char *const *arguments, char *const *environment) {
  return execveBy(path, arguments, environment);
}
GORDIAN_INTERPOSE(int, execv, const char *path, char *const *arguments) { return execveBy(path, arguments, environ); }
GORDIAN_INTERPOSE(int, execvp, const char *file, char *const *arguments) { return execvpeBy(file, arguments, environ); }
GORDIAN_INTERPOSE(int, execvpe, const char *file, char *const *arguments, char *const *environment) {
  return execvpeBy(file, arguments, environment);
}
GORDIAN_INTERPOSE(int, fexecve, int fd, char *const *arguments, char *const *environment) {
  return execBy(true, [&] { return real.fexecve(fd, arguments, environment); });
}
GORDIAN_INTERPOSE(int, execveat, int folder, const char *path, char *const *arguments, char *const *environment,
                  int flags) {
  return execBy(true, [&] { return real.execveat(folder, path, arguments, environment, flags); });
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

} // namespace gordian
