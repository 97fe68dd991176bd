// Reading and writing: the buffers, and what the data orders (descriptors.h).
//
// A writer releases before the real call, a reader acquires after it; so does whoever registers something with epoll,
// and whoever is told of it. Buffers count as written and read as far as the kernel really did.
#include "intercept/descriptors.h"
#include "intercept/intercept.h"
#include "intercept/ranges.h"
#include "sync/waiting.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/eventfd.h>

namespace gordian {
namespace {

GORDIAN_INLINE void release(int fd) {
  tell(enter(), [&](Thread &self) {
    if (uptr key = descriptors::keyOf(fd))
      releaseObject(self, key, ObjectKind::kOther);
  });
}

GORDIAN_INLINE void acquire(int fd) {
  tell(enter(), [&](Thread &self) {
    if (uptr key = descriptors::keyOf(fd))
      acquireObject(self, key, ObjectKind::kOther);
  });
}

/// After a read of `bytes` (negative: it failed) into `buffer`.
GORDIAN_INLINE ssize_t received(int fd, void *buffer, ssize_t bytes) {
  if (bytes < 0)
    return bytes;
  acquire(fd);
  writes(buffer, static_cast<u64>(bytes));
  return bytes;
}

/// The same for `count` buffers.
GORDIAN_INLINE ssize_t receivedVector(int fd, const iovec *vector, u64 count, ssize_t bytes) {
  if (bytes < 0)
    return bytes;
  acquire(fd);
  u64 left = static_cast<u64>(bytes);
  for (u64 i = 0; i < count && left; ++i) {
    u64 part = smallerOf<u64>(left, vector[i].iov_len);
    writes(vector[i].iov_base, part);
    left -= part;
  }
  return bytes;
}

GORDIAN_INLINE void sending(int fd, const void *buffer, u64 bytes) {
  reads(buffer, bytes);
  release(fd);
}

GORDIAN_INLINE void sendingVector(int fd, const iovec *vector, u64 count) {
  reads(vector, count * sizeof *vector);
  for (u64 i = 0; i < count; ++i)
    reads(vector[i].iov_base, vector[i].iov_len);
  release(fd);
}

/// `fd` has just been given out: what was done before its last close is done.
GORDIAN_INLINE int givenOut(int fd) {
  if (fd >= 0)
    tell(enter(), [&](Thread &self) { acquireObject(self, descriptors::numberKey(fd), ObjectKind::kOther); });
  return fd;
}

GORDIAN_INLINE int givenOutBoth(int result, const int *fds) {
  if (result == 0) {
    givenOut(fds[0]);
    givenOut(fds[1]);
  }
  return result;
}

GORDIAN_INLINE int opened(int fd) {
  if (fd >= 0)
    descriptors::opened(fd);
  return givenOut(fd);
}

GORDIAN_INLINE int copied(int fd, int copy) {
  if (copy >= 0 && copy != fd)
    descriptors::copied(fd, copy);
  return givenOut(copy);
}

GORDIAN_INLINE int polled(int epoll, epoll_event *events, int count) {
  if (count <= 0)
    return count;
  acquire(epoll);
  writes(events, static_cast<u64>(count) * sizeof *events);
  return count;
}

} // namespace

GORDIAN_INTERPOSE(ssize_t, read, int fd, void *buffer, size_t bytes) {
  return received(fd, buffer, real.read(fd, buffer, bytes));
}
GORDIAN_INTERPOSE(ssize_t, pread, int fd, void *buffer, size_t bytes, off_t offset) {
  return received(fd, buffer, real.pread(fd, buffer, bytes, offset));
}
GORDIAN_INTERPOSE(ssize_t, pread64, int fd, void *buffer, size_t bytes, off_t offset) {
  return received(fd, buffer, real.pread(fd, buffer, bytes, offset));
}
GORDIAN_INTERPOSE(ssize_t, readv, int fd, const iovec *vector, int count) {
  return receivedVector(fd, vector, static_cast<u64>(count), real.readv(fd, vector, count));
}
GORDIAN_INTERPOSE(ssize_t, recv, int fd, void *buffer, size_t bytes, int flags) {
  // With MSG_TRUNC the result is the length of the message, which may be more than the buffer.
  ssize_t result = real.recv(fd, buffer, bytes, flags);
  received(fd, buffer, smallerOf(result, static_cast<ssize_t>(bytes)));
  return result;
}
GORDIAN_INTERPOSE(ssize_t, recvfrom, int fd, void *buffer, size_t bytes, int flags, sockaddr *from, socklen_t *size) {
  ssize_t result = real.recvfrom(fd, buffer, bytes, flags, from, size);
  received(fd, buffer, smallerOf(result, static_cast<ssize_t>(bytes)));
  return result;
}
GORDIAN_INTERPOSE(ssize_t, recvmsg, int fd, msghdr *message, int flags) {
  return receivedVector(fd, message->msg_iov, message->msg_iovlen, real.recvmsg(fd, message, flags));
}
GORDIAN_INTERPOSE(int, eventfd_read, int fd, eventfd_t *value) {
  int result = real.eventfd_read(fd, value);
  if (result == 0)
    received(fd, value, sizeof *value);
  return result;
}

GORDIAN_INTERPOSE(ssize_t, write, int fd, const void *buffer, size_t bytes) {
  sending(fd, buffer, bytes);
  return real.write(fd, buffer, bytes);
}
GORDIAN_INTERPOSE(ssize_t, pwrite, int fd, const void *buffer, size_t bytes, off_t offset) {
  sending(fd, buffer, bytes);
  return real.pwrite(fd, buffer, bytes, offset);
}
GORDIAN_INTERPOSE(ssize_t, pwrite64, int fd, const void *buffer, size_t bytes, off_t offset) {
  sending(fd, buffer, bytes);
  return real.pwrite(fd, buffer, bytes, offset);
}
GORDIAN_INTERPOSE(ssize_t, writev, int fd, const iovec *vector, int count) {
  if (count > 0)
    sendingVector(fd, vector, static_cast<u64>(count));
  return real.writev(fd, vector, count);
}
GORDIAN_INTERPOSE(ssize_t, send, int fd, const void *buffer, size_t bytes, int flags) {
  sending(fd, buffer, bytes);
  return real.send(fd, buffer, bytes, flags);
}
GORDIAN_INTERPOSE(ssize_t, sendto, int fd, const void *buffer, size_t bytes, int flags, const sockaddr *to,
                  socklen_t size) {
  sending(fd, buffer, bytes);
  return real.sendto(fd, buffer, bytes, flags, to, size);
}
GORDIAN_INTERPOSE(ssize_t, sendmsg, int fd, const msghdr *message, int flags) {
  sendingVector(fd, message->msg_iov, message->msg_iovlen);
  return real.sendmsg(fd, message, flags);
}
GORDIAN_INTERPOSE(int, eventfd_write, int fd, eventfd_t value) {
  release(fd);
  return real.eventfd_write(fd, value);
}

// A reader that sees the end of the data knows that the writer has closed.
GORDIAN_INTERPOSE(int, close, int fd) {
  release(fd);
  tell(enter(), [&](Thread &self) { releaseObject(self, descriptors::numberKey(fd), ObjectKind::kOther); });
  return real.close(fd);
}
GORDIAN_INTERPOSE(int, accept, int fd, sockaddr *address, socklen_t *size) {
  return givenOut(real.accept(fd, address, size));
}
GORDIAN_INTERPOSE(int, accept4, int fd, sockaddr *address, socklen_t *size, int flags) {
  return givenOut(real.accept4(fd, address, size, flags));
}
GORDIAN_INTERPOSE(int, socket, int domain, int type, int protocol) {
  return givenOut(real.socket(domain, type, protocol));
}
GORDIAN_INTERPOSE(int, pipe, int *fds) { return givenOutBoth(real.pipe(fds), fds); }
GORDIAN_INTERPOSE(int, pipe2, int *fds, int flags) { return givenOutBoth(real.pipe2(fds, flags), fds); }
GORDIAN_INTERPOSE(int, shutdown, int fd, int how) {
  release(fd);
  return real.shutdown(fd, how);
}

// connect precedes the accept that answers it: once connected, both ends have the key.
GORDIAN_INTERPOSE(int, connect, int fd, const sockaddr *address, socklen_t size) {
  int result = real.connect(fd, address, size);
  if (result == 0 || errno == EINPROGRESS) {
    int saved = errno;
    release(fd);
    errno = saved;
  }
  return result;
}
GORDIAN_INTERPOSE(int, socketpair, int domain, int type, int protocol, int *fds) {
  int result = real.socketpair(domain, type, protocol, fds);
  if (result == 0)
    descriptors::pairSockets(fds[0], fds[1]);
  return givenOutBoth(result, fds);
}

GORDIAN_INTERPOSE(int, eventfd, unsigned value, int flags) { return opened(real.eventfd(value, flags)); }
GORDIAN_INTERPOSE(int, epoll_create, int size) { return opened(real.epoll_create(size)); }
GORDIAN_INTERPOSE(int, epoll_create1, int flags) { return opened(real.epoll_create1(flags)); }
GORDIAN_INTERPOSE(int, dup, int fd) { return copied(fd, real.dup(fd)); }
GORDIAN_INTERPOSE(int, dup2, int fd, int wanted) { return copied(fd, real.dup2(fd, wanted)); }
GORDIAN_INTERPOSE(int, dup3, int fd, int wanted, int flags) { return copied(fd, real.dup3(fd, wanted, flags)); }

GORDIAN_INTERPOSE(int, epoll_ctl, int epoll, int operation, int fd, epoll_event *event) {
  if (operation != EPOLL_CTL_DEL)
    release(epoll);
  return real.epoll_ctl(epoll, operation, fd, event);
}
GORDIAN_INTERPOSE(int, epoll_wait, int epoll, epoll_event *events, int capacity, int timeout_ms) {
  return polled(epoll, events, real.epoll_wait(epoll, events, capacity, timeout_ms));
}
GORDIAN_INTERPOSE(int, epoll_pwait, int epoll, epoll_event *events, int capacity, int timeout_ms,
                  const sigset_t *mask) {
  return polled(epoll, events, real.epoll_pwait(epoll, events, capacity, timeout_ms, mask));
}

} // namespace gordian
