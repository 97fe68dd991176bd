// Threads that nobody may join any more: their pthread_t, until it is another thread's.
//
// libc frees what a pthread_t stands for when its thread is joined, or detached and over; a later join finds nothing, or
// somebody else. So what became of each is remembered here: a table of fixed size, in which a collision forgets (a miss,
// never a false alarm), and from which each new thread takes its own.
#ifndef GORDIAN_INTERCEPT_JOINS_H
#define GORDIAN_INTERCEPT_JOINS_H

#include "sync/events.h"

namespace gordian::joins {

/// Why a thread cannot be joined: MisuseRecord::value.
enum Why : s64 { kJoined = 0, kDetached = 1, kItself = 2 };

/// `pthread` was joined or detached at `where`, by which it is gone.
void gone(uptr pthread, Why why, Other where);
/// `pthread` is a thread that may be joined.
void isThere(uptr pthread);
/// About to join `pthread`, which is not known as a thread to be joined: reports join-misuse if it is known why.
void joining(Thread &thread, uptr pthread);
/// The thread is about to join itself, which libc refuses.
void joiningItself(Thread &thread);
/// At the exit: says which threads have ended and were neither joined nor detached (unjoined-thread).
void reportUnjoined(Thread &thread);
/// In a child process: the lock is free.
void resetAfterFork();

} // namespace gordian::joins

#endif
