// Descriptors that are given out and given back, names in the file system, and locks on files.
#include "intercept/flow.h"
#include "intercept/watches.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gordian {
namespace {

using Special = descriptors::Special;

GORDIAN_INLINE int givenOutBoth(int result, int *fds) {
  if (result != 0)
    return result;
  opened(fds[0]);
  opened(fds[1]);
  writes(fds, 2 * sizeof *fds);
  return result;
}

GORDIAN_INLINE int copied(int fd, int copy) {
  if (copy >= 0 && copy != fd)
    descriptors::copied(fd, copy);
  return givenOut(copy);
}

/// A reader that sees the end of the data knows that the writer has closed.
GORDIAN_INLINE void closing(int fd) {
  Call call = enter();
  if (!call)
    return;
  uses::access(call, fd, true);
  releaseOutbound(fd);
  releaseKey(descriptors::numberKey(fd));
  releaseKey(descriptors::lockKey(fd)); // a lock on the file goes with it
  watches::closing(fd);
}

GORDIAN_INLINE void closingRange(unsigned first, unsigned last) {
  constexpr unsigned kMost = 1 << 16; // of a whole range only numbers that can be in use
  for (unsigned fd = first; fd <= last && fd < kMost; ++fd)
    if (real.fcntl(static_cast<int>(fd), F_GETFD) >= 0)
      closing(static_cast<int>(fd));
}

/// `path` is about to be made, to go, or to become another.
GORDIAN_INLINE void changingPath(const char *path) {
  if (!enter())
    return;
  readsText(path, real.strlen(path));
  releaseKey(descriptors::pathKey(path));
  changing();
}

/// `path` was found to be there, or not to be there.
GORDIAN_INLINE void foundPath(const char *path) {
  if (enter())
    acquireKey(descriptors::pathKey(path));
}

/// open() and its like: `make` opens. With O_CREAT and O_EXCL it succeeds only after whoever removed the name.
template <class Open> GORDIAN_INLINE int openBy(const char *path, int flags, Open make) {
  if (flags & O_CREAT)
    changingPath(path);
  else if (enter())
    readsText(path, real.strlen(path));
  int fd = make();
  if (fd >= 0)
    foundPath(path);
  return opened(fd);
}

mode_t modeOf(int flags, va_list &rest) {
  return flags & (O_CREAT | __O_TMPFILE) ? static_cast<mode_t>(va_arg(rest, int)) : 0;
}

template <class Change> GORDIAN_INLINE int changePath(const char *path, Change change) {
  changingPath(path);
  int result = change();
  if (result == 0)
    foundPath(path);
  return result;
}

GORDIAN_INLINE int locked(int fd, int result) {
  if (result >= 0 && enter())
    acquireKey(descriptors::lockKey(fd));
  return result;
}

GORDIAN_INLINE void unlocking(int fd) {
  if (enter())
    releaseKey(descriptors::lockKey(fd));
}

GORDIAN_INLINE int fcntlBy(int (*real_fcntl)(int, int, ...), int fd, int command, void *argument) {
  switch (command) {
  case F_DUPFD:
  case F_DUPFD_CLOEXEC:
    return copied(fd, real_fcntl(fd, command, argument));
  case F_SETLK:
  case F_SETLKW:
  case F_OFD_SETLK:
  case F_OFD_SETLKW:
    if (static_cast<const struct flock *>(argument)->l_type != F_UNLCK)
      return locked(fd, real_fcntl(fd, command, argument));
    unlocking(fd);
    return real_fcntl(fd, command, argument);
  default:
    return real_fcntl(fd, command, argument);
  }
}

} // namespace

#define GORDIAN_INTERPOSE_OPEN(name, real_open)                                                                        \
  GORDIAN_INTERPOSE(int, name, const char *path, int flags, ...) {                                                     \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    mode_t mode = modeOf(flags, rest);                                                                                 \
    va_end(rest);                                                                                                      \
    return openBy(path, flags, [&] { return real.real_open(path, flags, mode); });                                     \
  }
GORDIAN_INTERPOSE_OPEN(open, open)
GORDIAN_INTERPOSE_OPEN(open64, open64)

#define GORDIAN_INTERPOSE_OPENAT(name, real_open)                                                                      \
  GORDIAN_INTERPOSE(int, name, int folder, const char *path, int flags, ...) {                                         \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    mode_t mode = modeOf(flags, rest);                                                                                 \
    va_end(rest);                                                                                                      \
    return openBy(path, flags, [&] { return real.real_open(folder, path, flags, mode); });                             \
  }
GORDIAN_INTERPOSE_OPENAT(openat, openat)
GORDIAN_INTERPOSE_OPENAT(openat64, openat64)

// _FORTIFY_SOURCE.
GORDIAN_INTERPOSE(int, __open_2, const char *path, int flags) {
  return openBy(path, flags, [&] { return real.open(path, flags); });
}
GORDIAN_INTERPOSE(int, __open64_2, const char *path, int flags) {
  return openBy(path, flags, [&] { return real.open64(path, flags); });
}
GORDIAN_INTERPOSE(int, creat, const char *path, mode_t mode) {
  return openBy(path, O_CREAT, [&] { return real.creat(path, mode); });
}
GORDIAN_INTERPOSE(int, creat64, const char *path, mode_t mode) {
  return openBy(path, O_CREAT, [&] { return real.creat(path, mode); });
}

GORDIAN_INTERPOSE(int, unlink, const char *path) { return changePath(path, [&] { return real.unlink(path); }); }
GORDIAN_INTERPOSE(int, unlinkat, int folder, const char *path, int flags) {
  return changePath(path, [&] { return real.unlinkat(folder, path, flags); });
}
GORDIAN_INTERPOSE(int, remove, const char *path) { return changePath(path, [&] { return real.remove(path); }); }
GORDIAN_INTERPOSE(int, mkdir, const char *path, mode_t mode) {
  return changePath(path, [&] { return real.mkdir(path, mode); });
}
GORDIAN_INTERPOSE(int, rmdir, const char *path) { return changePath(path, [&] { return real.rmdir(path); }); }
GORDIAN_INTERPOSE(int, mkfifo, const char *path, mode_t mode) {
  return changePath(path, [&] { return real.mkfifo(path, mode); });
}
GORDIAN_INTERPOSE(int, rename, const char *from, const char *to) {
  changingPath(from);
  return changePath(to, [&] { return real.rename(from, to); });
}
GORDIAN_INTERPOSE(int, link, const char *from, const char *to) {
  return changePath(to, [&] { return real.link(from, to); });
}
GORDIAN_INTERPOSE(int, symlink, const char *from, const char *to) {
  return changePath(to, [&] { return real.symlink(from, to); });
}
GORDIAN_INTERPOSE(int, access, const char *path, int mode) {
  int result = real.access(path, mode);
  foundPath(path);
  return result;
}

GORDIAN_INTERPOSE(int, pipe, int *fds) { return givenOutBoth(real.pipe(fds), fds); }
GORDIAN_INTERPOSE(int, pipe2, int *fds, int flags) { return givenOutBoth(real.pipe2(fds, flags), fds); }
GORDIAN_INTERPOSE(int, eventfd, unsigned value, int flags) { return opened(real.eventfd(value, flags)); }
GORDIAN_INTERPOSE(int, timerfd_create, int clock, int flags) { return opened(real.timerfd_create(clock, flags)); }
GORDIAN_INTERPOSE(int, memfd_create, const char *name, unsigned flags) { return opened(real.memfd_create(name, flags)); }
GORDIAN_INTERPOSE(int, pidfd_open, pid_t process, unsigned flags) { return opened(real.pidfd_open(process, flags)); }
GORDIAN_INTERPOSE(int, signalfd, int fd, const sigset_t *set, int flags) {
  int result = real.signalfd(fd, set, flags);
  if (result == fd)
    return result;
  return opened(result, Special::kSignals);
}
GORDIAN_INTERPOSE(int, inotify_init, void) {
  storeRelaxed(&has_watches, 1u);
  return opened(real.inotify_init(), Special::kWatches);
}
GORDIAN_INTERPOSE(int, inotify_init1, int flags) {
  storeRelaxed(&has_watches, 1u);
  return opened(real.inotify_init1(flags), Special::kWatches);
}
GORDIAN_INTERPOSE(int, inotify_add_watch, int fd, const char *path, uint32_t mask) {
  releaseOutbound(fd);
  return real.inotify_add_watch(fd, path, mask);
}

GORDIAN_INTERPOSE(int, dup, int fd) { return copied(fd, real.dup(fd)); }
GORDIAN_INTERPOSE(int, dup2, int fd, int wanted) {
  if (fd != wanted && wanted >= 0)
    watches::closing(wanted);
  return copied(fd, real.dup2(fd, wanted));
}
GORDIAN_INTERPOSE(int, dup3, int fd, int wanted, int flags) {
  if (fd != wanted && wanted >= 0)
    watches::closing(wanted);
  return copied(fd, real.dup3(fd, wanted, flags));
}
GORDIAN_INTERPOSE(int, fcntl, int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  return fcntlBy(real.fcntl, fd, command, argument);
}
GORDIAN_INTERPOSE(int, fcntl64, int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  return fcntlBy(real.fcntl64, fd, command, argument);
}

GORDIAN_INTERPOSE(int, flock, int fd, int operation) {
  if (operation & LOCK_UN)
    unlocking(fd);
  int result = real.flock(fd, operation);
  return operation & LOCK_UN ? result : locked(fd, result);
}
GORDIAN_INTERPOSE(int, lockf, int fd, int command, off_t bytes) {
  if (command == F_ULOCK)
    unlocking(fd);
  int result = real.lockf(fd, command, bytes);
  return command == F_LOCK || command == F_TLOCK ? locked(fd, result) : result;
}
GORDIAN_INTERPOSE(int, lockf64, int fd, int command, off64_t bytes) {
  if (command == F_ULOCK)
    unlocking(fd);
  int result = real.lockf(fd, command, bytes);
  return command == F_LOCK || command == F_TLOCK ? locked(fd, result) : result;
}

GORDIAN_INTERPOSE(int, close, int fd) {
  closing(fd);
  return real.close(fd);
}
GORDIAN_INTERPOSE(int, close_range, unsigned first, unsigned last, int flags) {
  closingRange(first, last);
  return real.close_range(first, last, flags);
}
GORDIAN_INTERPOSE(void, closefrom, int first) {
  closingRange(static_cast<unsigned>(first < 0 ? 0 : first), ~0u);
  real.closefrom(first);
}

} // namespace gordian
