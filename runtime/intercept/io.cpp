// Reading and writing through descriptors: the buffers, and what the data orders (flow.h).
#include "intercept/flow.h"

#include <fcntl.h>
#include <sys/eventfd.h>

namespace gordian {

u32 has_watches;

namespace {

/// Bytes are about to go from one descriptor to another without a buffer of the program's.
GORDIAN_INLINE void movingTo(int out) { releaseOutbound(out); }

GORDIAN_INLINE ssize_t movedFrom(int in, ssize_t bytes) {
  if (bytes >= 0)
    acquireInbound(in);
  return bytes;
}

} // namespace

GORDIAN_INTERPOSE(ssize_t, read, int fd, void *buffer, size_t bytes) {
  usesDescriptor(fd); // before as well: it may wait
  return received(fd, buffer, real.read(fd, buffer, bytes));
}
GORDIAN_INTERPOSE(ssize_t, __read_chk, int fd, void *buffer, size_t bytes, size_t room) {
  if (bytes > room)
    real.__chk_fail();
  return received(fd, buffer, real.read(fd, buffer, bytes));
}
GORDIAN_INTERPOSE(ssize_t, pread, int fd, void *buffer, size_t bytes, off_t offset) {
  return received(fd, buffer, real.pread(fd, buffer, bytes, offset));
}
GORDIAN_INTERPOSE(ssize_t, pread64, int fd, void *buffer, size_t bytes, off_t offset) {
  return received(fd, buffer, real.pread(fd, buffer, bytes, offset));
}
GORDIAN_INTERPOSE(ssize_t, __pread_chk, int fd, void *buffer, size_t bytes, off_t offset, size_t room) {
  if (bytes > room)
    real.__chk_fail();
  return received(fd, buffer, real.pread(fd, buffer, bytes, offset));
}
GORDIAN_INTERPOSE(ssize_t, __pread64_chk, int fd, void *buffer, size_t bytes, off_t offset, size_t room) {
  if (bytes > room)
    real.__chk_fail();
  return received(fd, buffer, real.pread(fd, buffer, bytes, offset));
}
GORDIAN_INTERPOSE(ssize_t, readv, int fd, const iovec *vector, int count) {
  usesDescriptor(fd);
  return receivedVector(fd, vector, static_cast<u64>(count), real.readv(fd, vector, count));
}
GORDIAN_INTERPOSE(ssize_t, preadv, int fd, const iovec *vector, int count, off_t offset) {
  return receivedVector(fd, vector, static_cast<u64>(count), real.preadv(fd, vector, count, offset));
}
GORDIAN_INTERPOSE(ssize_t, preadv64, int fd, const iovec *vector, int count, off_t offset) {
  return receivedVector(fd, vector, static_cast<u64>(count), real.preadv(fd, vector, count, offset));
}
GORDIAN_INTERPOSE(ssize_t, preadv2, int fd, const iovec *vector, int count, off_t offset, int flags) {
  return receivedVector(fd, vector, static_cast<u64>(count), real.preadv2(fd, vector, count, offset, flags));
}
GORDIAN_INTERPOSE(ssize_t, preadv64v2, int fd, const iovec *vector, int count, off_t offset, int flags) {
  return receivedVector(fd, vector, static_cast<u64>(count), real.preadv2(fd, vector, count, offset, flags));
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
GORDIAN_INTERPOSE(ssize_t, pwritev, int fd, const iovec *vector, int count, off_t offset) {
  if (count > 0)
    sendingVector(fd, vector, static_cast<u64>(count));
  return real.pwritev(fd, vector, count, offset);
}
GORDIAN_INTERPOSE(ssize_t, pwritev64, int fd, const iovec *vector, int count, off_t offset) {
  if (count > 0)
    sendingVector(fd, vector, static_cast<u64>(count));
  return real.pwritev(fd, vector, count, offset);
}
GORDIAN_INTERPOSE(ssize_t, pwritev2, int fd, const iovec *vector, int count, off_t offset, int flags) {
  if (count > 0)
    sendingVector(fd, vector, static_cast<u64>(count));
  return real.pwritev2(fd, vector, count, offset, flags);
}
GORDIAN_INTERPOSE(ssize_t, pwritev64v2, int fd, const iovec *vector, int count, off_t offset, int flags) {
  if (count > 0)
    sendingVector(fd, vector, static_cast<u64>(count));
  return real.pwritev2(fd, vector, count, offset, flags);
}
GORDIAN_INTERPOSE(int, eventfd_write, int fd, eventfd_t value) {
  releaseOutbound(fd);
  return real.eventfd_write(fd, value);
}
GORDIAN_INTERPOSE(int, timerfd_settime, int fd, int flags, const itimerspec *value, itimerspec *old) {
  releaseOutbound(fd);
  return real.timerfd_settime(fd, flags, value, old);
}

GORDIAN_INTERPOSE(ssize_t, splice, int in, off64_t *in_offset, int out, off64_t *out_offset, size_t bytes,
                  unsigned flags) {
  movingTo(out);
  return movedFrom(in, real.splice(in, in_offset, out, out_offset, bytes, flags));
}
GORDIAN_INTERPOSE(ssize_t, tee, int in, int out, size_t bytes, unsigned flags) {
  movingTo(out);
  return movedFrom(in, real.tee(in, out, bytes, flags));
}
GORDIAN_INTERPOSE(ssize_t, vmsplice, int out, const iovec *vector, size_t count, unsigned flags) {
  sendingVector(out, vector, count);
  return real.vmsplice(out, vector, count, flags);
}
GORDIAN_INTERPOSE(ssize_t, sendfile, int out, int in, off_t *offset, size_t bytes) {
  movingTo(out);
  return movedFrom(in, real.sendfile(out, in, offset, bytes));
}
GORDIAN_INTERPOSE(ssize_t, sendfile64, int out, int in, off_t *offset, size_t bytes) {
  movingTo(out);
  return movedFrom(in, real.sendfile(out, in, offset, bytes));
}
GORDIAN_INTERPOSE(ssize_t, copy_file_range, int in, off64_t *in_offset, int out, off64_t *out_offset, size_t bytes,
                  unsigned flags) {
  movingTo(out);
  return movedFrom(in, real.copy_file_range(in, in_offset, out, out_offset, bytes, flags));
}

} // namespace gordian
