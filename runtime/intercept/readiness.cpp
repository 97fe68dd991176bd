// epoll, poll and select: whoever is told that a descriptor is ready knows what was done before it became so.
//
// A registration and a change of one precede the waits that follow. A wake through a registration orders like a read of
// what is ready; for a descriptor that is an epoll itself, like a read of all that it watches.
#include "intercept/flow.h"
#include "intercept/watches.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

namespace gordian {
namespace {

constexpr u32 kMostAtOnce = 64;   // registrations with the same data, or of one nested epoll
constexpr u32 kDeepestEpoll = 3;  // as the kernel has it: epolls within epolls

void acquireReady(int fd, u32 depth) {
  acquireInbound(fd);
  if (depth == 0)
    return;
  int inner[kMostAtOnce];
  u32 count = watches::all(fd, inner, kMostAtOnce);
  for (u32 i = 0; i < count; ++i)
    acquireReady(inner[i], depth - 1);
}

int polled(int epoll, epoll_event *events, int count) {
  if (count <= 0 || !enter())
    return count;
  acquireInbound(epoll);
  for (int i = 0; i < count; ++i) {
    int fds[kMostAtOnce];
    u32 found = watches::find(epoll, events[i].data.u64, fds, kMostAtOnce);
    for (u32 k = 0; k < found; ++k)
      acquireReady(fds[k], kDeepestEpoll);
  }
  return count;
}

GORDIAN_INLINE int epollWaited(int epoll, epoll_event *events, int count) {
  if (count > 0)
    writes(events, static_cast<u64>(count) * sizeof *events);
  return polled(epoll, events, count);
}

GORDIAN_INLINE void pollStarts(pollfd *fds, u64 count) {
  for (u64 i = 0; i < count; ++i)
    reads(&fds[i].fd, sizeof fds[i].fd + sizeof fds[i].events);
}

GORDIAN_INLINE int pollEnded(pollfd *fds, u64 count, int result) {
  if (result < 0 || !enter())
    return result;
  for (u64 i = 0; i < count; ++i) {
    writes(&fds[i].revents, sizeof fds[i].revents);
    if (fds[i].fd >= 0 && fds[i].revents)
      acquireReady(fds[i].fd, kDeepestEpoll);
  }
  return result;
}

GORDIAN_INLINE void acquireSet(const fd_set *set, int count) {
  for (int fd = 0; set && fd < count; ++fd)
    if (FD_ISSET(fd, set))
      acquireReady(fd, kDeepestEpoll);
}

GORDIAN_INLINE int selected(int count, fd_set *input, fd_set *output, fd_set *errors, int result) {
  if (result < 0 || !enter())
    return result;
  u64 bytes = roundUp(static_cast<u64>(count), 64) / 8;
  fd_set *sets[] = {input, output, errors};
  for (fd_set *set : sets) {
    if (!set)
      continue;
    writes(set, bytes);
    acquireSet(set, result ? count : 0);
  }
  return result;
}

} // namespace

GORDIAN_INTERPOSE(int, epoll_create, int size) { return opened(real.epoll_create(size)); }
GORDIAN_INTERPOSE(int, epoll_create1, int flags) { return opened(real.epoll_create1(flags)); }

GORDIAN_INTERPOSE(int, epoll_ctl, int epoll, int operation, int fd, epoll_event *event) {
  if (operation == EPOLL_CTL_DEL) {
    watches::removed(epoll, fd);
    return real.epoll_ctl(epoll, operation, fd, event);
  }
  reads(event, sizeof *event);
  releaseOutbound(epoll);
  // Before: a wait may return the event while this call still returns.
  watches::added(epoll, fd, event->data.u64);
  int result = real.epoll_ctl(epoll, operation, fd, event);
  if (result != 0 && errno != EEXIST)
    watches::removed(epoll, fd);
  return result;
}
GORDIAN_INTERPOSE(int, epoll_wait, int epoll, epoll_event *events, int capacity, int timeout_ms) {
  usesDescriptor(epoll);
  return epollWaited(epoll, events, real.epoll_wait(epoll, events, capacity, timeout_ms));
}
GORDIAN_INTERPOSE(int, epoll_pwait, int epoll, epoll_event *events, int capacity, int timeout_ms,
                  const sigset_t *mask) {
  usesDescriptor(epoll);
  return epollWaited(epoll, events, real.epoll_pwait(epoll, events, capacity, timeout_ms, mask));
}
GORDIAN_INTERPOSE(int, epoll_pwait2, int epoll, epoll_event *events, int capacity, const timespec *timeout,
                  const sigset_t *mask) {
  usesDescriptor(epoll);
  return epollWaited(epoll, events, real.epoll_pwait2(epoll, events, capacity, timeout, mask));
}

GORDIAN_INTERPOSE(int, poll, pollfd *fds, nfds_t count, int timeout_ms) {
  pollStarts(fds, count);
  return pollEnded(fds, count, real.poll(fds, count, timeout_ms));
}
GORDIAN_INTERPOSE(int, ppoll, pollfd *fds, nfds_t count, const timespec *timeout, const sigset_t *mask) {
  pollStarts(fds, count);
  return pollEnded(fds, count, real.ppoll(fds, count, timeout, mask));
}
// _FORTIFY_SOURCE.
GORDIAN_INTERPOSE(int, __poll_chk, pollfd *fds, nfds_t count, int timeout_ms, size_t room) {
  if (room / sizeof *fds < count)
    real.__chk_fail();
  pollStarts(fds, count);
  return pollEnded(fds, count, real.poll(fds, count, timeout_ms));
}
GORDIAN_INTERPOSE(int, __ppoll_chk, pollfd *fds, nfds_t count, const timespec *timeout, const sigset_t *mask,
                  size_t room) {
  if (room / sizeof *fds < count)
    real.__chk_fail();
  pollStarts(fds, count);
  return pollEnded(fds, count, real.ppoll(fds, count, timeout, mask));
}

GORDIAN_INTERPOSE(int, select, int count, fd_set *input, fd_set *output, fd_set *errors, timeval *timeout) {
  return selected(count, input, output, errors, real.select(count, input, output, errors, timeout));
}
GORDIAN_INTERPOSE(int, pselect, int count, fd_set *input, fd_set *output, fd_set *errors, const timespec *timeout,
                  const sigset_t *mask) {
  return selected(count, input, output, errors, real.pselect(count, input, output, errors, timeout, mask));
}

} // namespace gordian
