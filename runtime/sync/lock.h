// Mutexes, spin locks and rwlocks: what they order, who holds them, and waiting for them.
//
// Clocks (ALGORITHMS.md section 1.6): an exclusive release publishes to L, an acquire joins L; shared releases gather in
// Rl, which an exclusive acquire joins too. Only the outermost level of a recursive lock orders anything.
#ifndef GORDIAN_SYNC_LOCK_H
#define GORDIAN_SYNC_LOCK_H

#include "sync/object.h"
#include "thread.h"

namespace gordian {

enum class LockMode : u32 { kExclusive = 0, kShared = 1 };

void lockInit(Thread &thread, uptr lock, ObjectKind kind, u32 flags);
/// Reports destroy-of-locked-mutex if somebody holds it; forgets the lock.
void lockDestroy(Thread &thread, uptr lock, ObjectKind kind);

/// The lock could not be taken at once and the thread is about to block: announces the wait and asks the wait-for graph
/// (a cycle is reported here, before it blocks). `is_timed`: the wait ends by itself.
void lockWaiting(Thread &thread, uptr lock, ObjectKind kind, LockMode mode, bool is_timed);
/// The wait is over, with or without the lock.
void lockWaited(Thread &thread, uptr lock);
/// The lock has been taken. To be called after lockWaited. `is_try`: it would not have waited; `is_timed`: not for ever.
void lockAcquired(Thread &thread, uptr lock, ObjectKind kind, LockMode mode, bool is_try, bool is_timed = false);
/// The lock is about to be given back: call before the real unlock. Finds the mode itself. Reports
/// unlock-of-unlocked and unlock-by-other-thread.
void lockReleasing(Thread &thread, uptr lock, ObjectKind kind);

/// The lock, just acquired, may be given back by another thread than took it (annotated locks, OpenMP's).
void lockIsOfNoThread(uptr lock);
/// The thread ends with locks held: reports those that only it could give back (lock-held-at-thread-end). A robust mutex
/// goes to whoever takes it next, after all that the thread did.
void locksAbandoned(Thread &thread);

}  // namespace gordian

#endif
