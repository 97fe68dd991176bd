// What file descriptors order: data that went through a pipe, a socket or an eventfd, and registrations with epoll.
//
// Both ends of one channel of bytes share a key, which serves as the address of a synchronisation object. Regular files
// and terminals have none: threads that write one file are not ordered by that. The key follows from what the kernel
// says of the descriptor, so that descriptors that libc opens and closes by itself are not mistaken for others.
#ifndef GORDIAN_INTERCEPT_DESCRIPTORS_H
#define GORDIAN_INTERCEPT_DESCRIPTORS_H

#include "base/types.h"

namespace gordian::descriptors {

/// The key of `fd`; 0: it orders nothing. Takes a system call or two.
uptr keyOf(int fd);
/// The two ends of a socketpair: their keys are to be one.
void pairSockets(int first, int second);
/// `copy` was made of `fd` (dup): it has the same key, also where the kernel has no name for what is behind it.
void copied(int fd, int copy);
/// The key of the number itself: the kernel gives a number out again only after its close, so a close happens before
/// whatever is opened under the same number later (programs keep tables by descriptor number).
uptr numberKey(int fd);
/// A new eventfd, epoll and the like: what an earlier one had under this number is not its own.
void opened(int fd);

} // namespace gordian::descriptors

#endif
