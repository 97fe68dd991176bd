// What each epoll watches; see watches.h. One list for each descriptor number of an epoll.
#include "intercept/watches.h"

#include "base/atomic.h"
#include "base/spin_lock.h"
#include "race/kept.h"

namespace gordian::watches {
namespace {

constexpr u32 kEpolls = 1 << 12; // numbers of epolls beyond that share lists

struct Watch {
  Watch *next;
  u64 data;
  int epoll, fd;
};

SpinLock lock;
Watch *first_watches[kEpolls];
u32 count; // of all, so that a close need not look when there are none

Watch **listOf(int epoll) { return &first_watches[static_cast<u32>(epoll) % kEpolls]; }

void remove(Watch **link) {
  Watch *watch = *link;
  *link = watch->next;
  kept::release(watch);
  storeRelaxed(&count, count - 1);
}

/// Removes what `is_meant` says from one list.
template <class Filter> void removeFrom(Watch **list, Filter is_meant) {
  for (Watch **link = list; *link;) {
    if (is_meant(**link))
      remove(link);
    else
      link = &(*link)->next;
  }
}

template <class Filter> u32 collect(int epoll, int *fds, u32 capacity, Filter is_meant) {
  SpinGuard guard(lock);
  u32 found = 0;
  for (Watch *watch = *listOf(epoll); watch && found < capacity; watch = watch->next)
    if (watch->epoll == epoll && is_meant(*watch))
      fds[found++] = watch->fd;
  return found;
}

} // namespace

void added(int epoll, int fd, u64 data) {
  SpinGuard guard(lock);
  for (Watch *watch = *listOf(epoll); watch; watch = watch->next)
    if (watch->epoll == epoll && watch->fd == fd) {
      watch->data = data;
      return;
    }
  Watch *watch = kept::make<Watch>();
  *watch = {*listOf(epoll), data, epoll, fd};
  *listOf(epoll) = watch;
  storeRelaxed(&count, count + 1);
}

void removed(int epoll, int fd) {
  SpinGuard guard(lock);
  removeFrom(listOf(epoll), [=](const Watch &watch) { return watch.epoll == epoll && watch.fd == fd; });
}

void closing(int fd) {
  if (loadRelaxed(&count) == 0)
    return;
  SpinGuard guard(lock);
  removeFrom(listOf(fd), [=](const Watch &watch) { return watch.epoll == fd; });
  for (u32 i = 0; i < kEpolls && count; ++i)
    removeFrom(&first_watches[i], [=](const Watch &watch) { return watch.fd == fd; });
}

u32 find(int epoll, u64 data, int *fds, u32 capacity) {
  return collect(epoll, fds, capacity, [=](const Watch &watch) { return watch.data == data; });
}

u32 all(int epoll, int *fds, u32 capacity) {
  return collect(epoll, fds, capacity, [](const Watch &) { return true; });
}

void resetAfterFork() { lock = SpinLock(); }

} // namespace gordian::watches
