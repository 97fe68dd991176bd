// Sockets: messages, connections, and descriptors that travel in messages (unix(7), SCM_RIGHTS).
#include "intercept/flow.h"

#include <sys/socket.h>

namespace gordian {
namespace {

/// After recvmsg: the names, and the descriptors that came along.
GORDIAN_INLINE void receivedMessage(int fd, msghdr *message, ssize_t bytes) {
  receivedVector(fd, message->msg_iov, message->msg_iovlen, bytes);
  if (bytes < 0)
    return;
  if (message->msg_name)
    writes(message->msg_name, message->msg_namelen);
  if (!message->msg_control || message->msg_controllen < sizeof(cmsghdr))
    return;
  for (cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
      continue;
    u64 count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (u64 i = 0; i < count; ++i) {
      int descriptor;
      __builtin_memcpy(&descriptor, CMSG_DATA(part) + i * sizeof(int), sizeof(int));
      opened(descriptor);
    }
  }
}

GORDIAN_INLINE void sendingMessage(int fd, const msghdr *message) {
  readsVector(message->msg_iov, message->msg_iovlen);
  if (message->msg_name)
    reads(message->msg_name, message->msg_namelen);
  if (message->msg_control)
    reads(message->msg_control, message->msg_controllen);
  if (enter())
    releaseKey(descriptors::outboundKey(fd, static_cast<const sockaddr *>(message->msg_name), message->msg_namelen));
}

/// With MSG_TRUNC the result is the length of the message, which may be more than the buffer.
GORDIAN_INLINE ssize_t receivedPart(int fd, void *buffer, size_t room, ssize_t bytes) {
  received(fd, buffer, smallerOf(bytes, static_cast<ssize_t>(room)));
  return bytes;
}

/// A socket that accept gave: what was done before the connect that it answers is done.
GORDIAN_INLINE int accepted(int fd) {
  if (fd >= 0 && enter())
    acquireKey(descriptors::meetingKey(fd, descriptors::Meeting::kCalls));
  return opened(fd);
}

} // namespace

GORDIAN_INTERPOSE(ssize_t, recv, int fd, void *buffer, size_t bytes, int flags) {
  usesDescriptor(fd);
  return receivedPart(fd, buffer, bytes, real.recv(fd, buffer, bytes, flags));
}
GORDIAN_INTERPOSE(ssize_t, __recv_chk, int fd, void *buffer, size_t bytes, size_t room, int flags) {
  if (bytes > room)
    real.__chk_fail();
  return receivedPart(fd, buffer, bytes, real.recv(fd, buffer, bytes, flags));
}
GORDIAN_INTERPOSE(ssize_t, recvfrom, int fd, void *buffer, size_t bytes, int flags, sockaddr *from, socklen_t *size) {
  usesDescriptor(fd);
  return receivedPart(fd, buffer, bytes, real.recvfrom(fd, buffer, bytes, flags, from, size));
}
GORDIAN_INTERPOSE(ssize_t, __recvfrom_chk, int fd, void *buffer, size_t bytes, size_t room, int flags, sockaddr *from,
                  socklen_t *size) {
  if (bytes > room)
    real.__chk_fail();
  return receivedPart(fd, buffer, bytes, real.recvfrom(fd, buffer, bytes, flags, from, size));
}
GORDIAN_INTERPOSE(ssize_t, recvmsg, int fd, msghdr *message, int flags) {
  usesDescriptor(fd);
  ssize_t result = real.recvmsg(fd, message, flags);
  receivedMessage(fd, message, result);
  return result;
}
GORDIAN_INTERPOSE(int, recvmmsg, int fd, mmsghdr *messages, unsigned count, int flags, timespec *timeout) {
  usesDescriptor(fd);
  int result = real.recvmmsg(fd, messages, count, flags, timeout);
  for (int i = 0; i < result; ++i)
    receivedMessage(fd, &messages[i].msg_hdr, messages[i].msg_len);
  return result;
}

GORDIAN_INTERPOSE(ssize_t, send, int fd, const void *buffer, size_t bytes, int flags) {
  sending(fd, buffer, bytes);
  return real.send(fd, buffer, bytes, flags);
}
GORDIAN_INTERPOSE(ssize_t, sendto, int fd, const void *buffer, size_t bytes, int flags, const sockaddr *to,
                  socklen_t size) {
  usesDescriptor(fd);
  reads(buffer, bytes);
  if (enter())
    releaseKey(descriptors::outboundKey(fd, to, size));
  return real.sendto(fd, buffer, bytes, flags, to, size);
}
GORDIAN_INTERPOSE(ssize_t, sendmsg, int fd, const msghdr *message, int flags) {
  usesDescriptor(fd);
  sendingMessage(fd, message);
  return real.sendmsg(fd, message, flags);
}
GORDIAN_INTERPOSE(int, sendmmsg, int fd, mmsghdr *messages, unsigned count, int flags) {
  usesDescriptor(fd);
  for (unsigned i = 0; i < count; ++i)
    sendingMessage(fd, &messages[i].msg_hdr);
  int result = real.sendmmsg(fd, messages, count, flags);
  for (int i = 0; i < result; ++i)
    writes(&messages[i].msg_len, sizeof messages[i].msg_len);
  return result;
}

GORDIAN_INTERPOSE(int, accept, int fd, sockaddr *address, socklen_t *size) {
  usesDescriptor(fd);
  return accepted(real.accept(fd, address, size));
}
GORDIAN_INTERPOSE(int, accept4, int fd, sockaddr *address, socklen_t *size, int flags) {
  usesDescriptor(fd);
  return accepted(real.accept4(fd, address, size, flags));
}
GORDIAN_INTERPOSE(int, socket, int domain, int type, int protocol) { return opened(real.socket(domain, type, protocol)); }
GORDIAN_INTERPOSE(int, shutdown, int fd, int how) {
  releaseOutbound(fd);
  return real.shutdown(fd, how);
}

GORDIAN_INTERPOSE(int, listen, int fd, int backlog) {
  if (enter())
    releaseKey(descriptors::meetingKey(fd, descriptors::Meeting::kAnswers));
  return real.listen(fd, backlog);
}
GORDIAN_INTERPOSE(int, connect, int fd, const sockaddr *address, socklen_t size) {
  if (address && enter())
    releaseKey(descriptors::meetingKey(address, size, descriptors::Meeting::kCalls));
  int result = real.connect(fd, address, size);
  if (result == 0 && address && enter())
    acquireKey(descriptors::meetingKey(address, size, descriptors::Meeting::kAnswers));
  return result;
}
GORDIAN_INTERPOSE(int, socketpair, int domain, int type, int protocol, int *fds) {
  int result = real.socketpair(domain, type, protocol, fds);
  if (result == 0) {
    descriptors::pairSockets(fds[0], fds[1]);
    opened(fds[0]);
    opened(fds[1]);
    writes(fds, 2 * sizeof *fds);
  }
  return result;
}

} // namespace gordian
