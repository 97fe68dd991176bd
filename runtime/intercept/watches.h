// What each epoll watches: which descriptors an event may speak of.
//
// The kernel gives back only what the program stored beside a registration, so the registrations are remembered. Two
// with the same value are told apart by nothing: then both count as ready.
#ifndef GORDIAN_INTERCEPT_WATCHES_H
#define GORDIAN_INTERCEPT_WATCHES_H

#include "base/types.h"

namespace gordian::watches {

/// `fd` was registered with `epoll`, or its registration changed; an event will carry `data`.
void added(int epoll, int fd, u64 data);
void removed(int epoll, int fd);
/// `fd` is about to be closed: it leaves every epoll, and is none.
void closing(int fd);
/// Fills `fds` with those that are registered with `epoll` and `data`, at most `capacity`; returns how many.
u32 find(int epoll, u64 data, int *fds, u32 capacity);
/// The same with whatever data: for an epoll that is watched itself.
u32 all(int epoll, int *fds, u32 capacity);
/// In a child process: the lock is free.
void resetAfterFork();

} // namespace gordian::watches

#endif
