// System V semaphores and message queues, POSIX message queues.
//
// One object for each set or queue: who gives (a positive semop, SETVAL, a message) releases before, who takes acquires
// after. The kernel's numbers are the names, as addresses in an array like those of descriptors.cpp.
#include "intercept/flow.h"

#include <mqueue.h>
#include <stdarg.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>

namespace gordian {
namespace {

constexpr u32 kPlaces = 1 << 12;
u64 semaphore_places[kPlaces];
u64 queue_places[kPlaces];

uptr semaphoreKey(int set) { return addressOf(&semaphore_places[static_cast<u32>(set) % kPlaces]); }
uptr queueKey(int queue) { return addressOf(&queue_places[static_cast<u32>(queue) % kPlaces]); }

GORDIAN_INLINE int operateBy(int set, sembuf *operations, size_t count, const timespec *timeout) {
  bool gives = false, takes = false;
  reads(operations, count * sizeof *operations);
  for (size_t i = 0; i < count; ++i) {
    gives |= operations[i].sem_op > 0;
    takes |= operations[i].sem_op <= 0;
  }
  // A waiter for zero is let in by who takes: that is a release, too.
  if (gives || takes)
    releaseKey(semaphoreKey(set));
  int result = real.semtimedop(set, operations, count, timeout);
  if (result == 0 && takes)
    acquireKey(semaphoreKey(set));
  return result;
}

GORDIAN_INLINE void sendingPosix(mqd_t queue, const char *text, size_t bytes) {
  reads(text, bytes);
  releaseOutbound(queue);
}

GORDIAN_INLINE ssize_t receivedPosix(mqd_t queue, char *text, ssize_t bytes, unsigned *priority) {
  received(queue, text, bytes);
  if (bytes >= 0 && priority)
    writes(priority, sizeof *priority);
  return bytes;
}

} // namespace

GORDIAN_INTERPOSE(int, semop, int set, sembuf *operations, size_t count) {
  return operateBy(set, operations, count, nullptr);
}
GORDIAN_INTERPOSE(int, semtimedop, int set, sembuf *operations, size_t count, const timespec *timeout) {
  return operateBy(set, operations, count, timeout);
}
GORDIAN_INTERPOSE(int, semctl, int set, int number, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *); // a union as wide as a pointer, where there is one
  va_end(rest);
  if (command == SETVAL || command == SETALL || command == IPC_RMID)
    releaseKey(semaphoreKey(set));
  int result = real.semctl(set, number, command, argument);
  if (result >= 0 && (command == GETVAL || command == GETALL || command == GETNCNT || command == GETZCNT))
    acquireKey(semaphoreKey(set));
  return result;
}

GORDIAN_INTERPOSE(int, msgsnd, int queue, const void *message, size_t bytes, int flags) {
  reads(message, sizeof(long) + bytes);
  releaseKey(queueKey(queue));
  return real.msgsnd(queue, message, bytes, flags);
}
GORDIAN_INTERPOSE(ssize_t, msgrcv, int queue, void *message, size_t room, long type, int flags) {
  ssize_t result = real.msgrcv(queue, message, room, type, flags);
  if (result >= 0) {
    acquireKey(queueKey(queue));
    writes(message, sizeof(long) + static_cast<u64>(result));
  }
  return result;
}

// A message queue of POSIX is a descriptor.
GORDIAN_INTERPOSE(mqd_t, mq_open, const char *name, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = static_cast<mode_t>(va_arg(rest, int));
  mq_attr *attributes = va_arg(rest, mq_attr *);
  va_end(rest);
  return opened(real.mq_open(name, flags, mode, attributes));
}
GORDIAN_INTERPOSE(int, mq_close, mqd_t queue) {
  releaseKey(descriptors::numberKey(queue));
  return real.mq_close(queue);
}
GORDIAN_INTERPOSE(int, mq_send, mqd_t queue, const char *text, size_t bytes, unsigned priority) {
  sendingPosix(queue, text, bytes);
  return real.mq_send(queue, text, bytes, priority);
}
GORDIAN_INTERPOSE(int, mq_timedsend, mqd_t queue, const char *text, size_t bytes, unsigned priority,
                  const timespec *deadline) {
  sendingPosix(queue, text, bytes);
  return real.mq_timedsend(queue, text, bytes, priority, deadline);
}
GORDIAN_INTERPOSE(ssize_t, mq_receive, mqd_t queue, char *text, size_t room, unsigned *priority) {
  return receivedPosix(queue, text, real.mq_receive(queue, text, room, priority), priority);
}
GORDIAN_INTERPOSE(ssize_t, mq_timedreceive, mqd_t queue, char *text, size_t room, unsigned *priority,
                  const timespec *deadline) {
  return receivedPosix(queue, text, real.mq_timedreceive(queue, text, room, priority, deadline), priority);
}

} // namespace gordian
