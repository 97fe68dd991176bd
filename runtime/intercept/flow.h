// Data that goes through a descriptor: what the interposed functions that move it have in common.
//
// A writer releases before the real call, a reader acquires after it. Buffers count as written and read as far as the
// kernel really did.
#ifndef GORDIAN_INTERCEPT_FLOW_H
#define GORDIAN_INTERCEPT_FLOW_H

#include "intercept/descriptors.h"
#include "intercept/intercept.h"
#include "intercept/ranges.h"
#include "intercept/signals.h"
#include "intercept/uses.h"
#include "sync/waiting.h"

#include <sys/uio.h>

namespace gordian {

/// Set by the first inotify: from then on changes of files release its object.
extern u32 has_watches;

GORDIAN_INLINE void releaseKey(uptr key) {
  if (key)
    tell(enter(), [&](Thread &self) { releaseObject(self, key, ObjectKind::kOther); });
}

GORDIAN_INLINE void acquireKey(uptr key) {
  if (key)
    tell(enter(), [&](Thread &self) { acquireObject(self, key, ObjectKind::kOther); });
}

/// A file, or a name in the file system, is about to change.
GORDIAN_INLINE void changing() {
  if (GORDIAN_UNLIKELY(loadRelaxed(&has_watches)))
    releaseKey(descriptors::watchesKey());
}

/// `fd` is about to be used in a way that may wait, or was used: nobody may close it at the same time.
GORDIAN_INLINE void usesDescriptor(int fd) { uses::use(enter(), fd); }

/// Something is about to be written to `fd`.
GORDIAN_INLINE void releaseOutbound(int fd) {
  if (!enter())
    return;
  releaseKey(descriptors::outboundKey(fd));
  changing();
}

/// Something was read from `fd`.
GORDIAN_INLINE void acquireInbound(int fd) {
  if (!enter())
    return;
  acquireKey(descriptors::inboundKey(fd));
  if (GORDIAN_UNLIKELY(descriptors::specialOf(fd) == descriptors::Special::kWatches))
    acquireKey(descriptors::watchesKey());
}

/// After a read of `bytes` (negative: it failed) into `buffer`.
GORDIAN_INLINE ssize_t received(int fd, void *buffer, ssize_t bytes) {
  usesDescriptor(fd);
  if (bytes < 0)
    return bytes;
  acquireInbound(fd);
  writes(buffer, static_cast<u64>(bytes));
  if (GORDIAN_UNLIKELY(descriptors::specialOf(fd) == descriptors::Special::kSignals))
    acquireSignalsRead(buffer, static_cast<u64>(bytes));
  return bytes;
}

/// The same for `count` buffers.
GORDIAN_INLINE ssize_t receivedVector(int fd, const iovec *vector, u64 count, ssize_t bytes) {
  usesDescriptor(fd);
  if (bytes < 0)
    return bytes;
  acquireInbound(fd);
  u64 left = static_cast<u64>(bytes);
  for (u64 i = 0; i < count && left; ++i) {
    u64 part = smallerOf<u64>(left, vector[i].iov_len);
    writes(vector[i].iov_base, part);
    left -= part;
  }
  return bytes;
}

/// `bytes` of `buffer` are about to be written.
GORDIAN_INLINE void sending(int fd, const void *buffer, u64 bytes) {
  reads(buffer, bytes);
  usesDescriptor(fd);
  releaseOutbound(fd);
}

GORDIAN_INLINE void readsVector(const iovec *vector, u64 count) {
  reads(vector, count * sizeof *vector);
  for (u64 i = 0; i < count; ++i)
    reads(vector[i].iov_base, vector[i].iov_len);
}

GORDIAN_INLINE void sendingVector(int fd, const iovec *vector, u64 count) {
  readsVector(vector, count);
  usesDescriptor(fd);
  releaseOutbound(fd);
}

/// `fd` has just been given out: what was done before its last close is done.
GORDIAN_INLINE int givenOut(int fd) {
  if (fd < 0)
    return fd;
  acquireKey(descriptors::numberKey(fd));
  tell(enter(), [&](Thread &self) { uses::opened(self, fd); });
  return fd;
}

GORDIAN_INLINE int opened(int fd, descriptors::Special special = descriptors::Special::kNone) {
  if (fd >= 0)
    descriptors::nowNew(fd, special);
  return givenOut(fd);
}

} // namespace gordian

#endif
