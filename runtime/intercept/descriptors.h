// What file descriptors order: data that goes through a pipe, a socket, a file or an eventfd.
//
// A descriptor has an inbound key, which whoever reads from it acquires, and an outbound key, which whoever writes to it
// releases. They are one for pipes, files and the kernel's nameless things; the two ends of a connection have each
// other's, so that data that went one way orders nothing the other way. Keys serve as addresses of synchronisation
// objects. They follow from what the kernel says of the descriptor, so that descriptors that libc opens and closes by
// itself are not mistaken for others. Terminals and devices have none.
#ifndef GORDIAN_INTERCEPT_DESCRIPTORS_H
#define GORDIAN_INTERCEPT_DESCRIPTORS_H

#include "base/types.h"

struct sockaddr;

namespace gordian::descriptors {

/// What must be known of a nameless thing (the kernel gives all of them one inode) beyond its number.
enum class Special : u8 { kNone, kSignals, kWatches };

/// The key of what is read from `fd`; 0: it orders nothing. Takes a system call or three.
uptr inboundKey(int fd);
/// The key of what is written to `fd`; 0: it orders nothing.
uptr outboundKey(int fd);
/// The same for a datagram that is sent to `address`.
uptr outboundKey(int fd, const sockaddr *address, u32 size);
/// Where connections to a name meet: `kCalls` are released by connect and acquired by accept, `kAnswers` the other way by
/// listen and connect.
enum class Meeting : u8 { kCalls, kAnswers };
uptr meetingKey(const sockaddr *address, u32 size, Meeting meeting);
/// The same of the name that `fd` has itself.
uptr meetingKey(int fd, Meeting meeting);
/// The key of the lock on the file behind `fd` (flock, fcntl).
uptr lockKey(int fd);
/// The key of a name in the file system: who makes or removes it precedes who finds it so.
uptr pathKey(const char *path);
/// What inotify tells of: all names and files.
uptr watchesKey();
/// The two ends of a socketpair: their keys are each other's.
void pairSockets(int first, int second);
/// `copy` was made of `fd` (dup): it has the same key, also where the kernel has no name for what is behind it.
void copied(int fd, int copy);
/// The key of the number itself: the kernel gives a number out again only after its close, so a close happens before
/// whatever is opened under the same number later (programs keep tables by descriptor number).
uptr numberKey(int fd);
/// A new eventfd, epoll and the like: what an earlier one had under this number is not its own.
void nowNew(int fd, Special special = Special::kNone);
Special specialOf(int fd);

} // namespace gordian::descriptors

#endif
