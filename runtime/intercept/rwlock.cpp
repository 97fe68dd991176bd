// Reader-writer locks: as mutex.cpp, in two modes.
#include "intercept/intercept.h"
#include "intercept/tag.h"
#include "intercept/unseen.h"
#include "sync/lock.h"

namespace gordian {
namespace {

GORDIAN_INLINE void acquired(const Call &call, pthread_rwlock_t *lock, LockMode mode, bool is_try, bool is_timed) {
  tell(call, [&](Thread &self) { lockAcquired(self, addressOf(lock), ObjectKind::kRwLock, mode, is_try, is_timed); });
}

int tryLock(pthread_rwlock_t *lock, LockMode mode) {
  return mode == LockMode::kShared ? real.pthread_rwlock_tryrdlock(lock) : real.pthread_rwlock_trywrlock(lock);
}

/// Whether the calling thread has it exclusively: libc then answers EDEADLK by itself to anything that would block.
bool writesAlready(const Thread &thread, const pthread_rwlock_t *lock) {
  return static_cast<u32>(loadRelaxed(&lock->__data.__cur_writer)) == thread.os_tid;
}

/// Takes the lock by `lock_by`, which may block, when trying did not take it.
template <class Lock> GORDIAN_INLINE int lockBy(pthread_rwlock_t *lock, LockMode mode, bool is_timed, Lock lock_by) {
  Call call = enter();
  if (!call)
    return lock_by();
  tag::check(call, lock, ObjectKind::kRwLock);
  int result = tryLock(lock, mode);
  if (result == EBUSY) {
    if (writesAlready(*call.thread, lock))
      return lock_by();
    tell(call, [&](Thread &self) { lockWaiting(self, addressOf(lock), ObjectKind::kRwLock, mode, is_timed); });
    result = lock_by();
    tell(call, [&](Thread &self) { lockWaited(self, addressOf(lock)); });
  }
  if (result == 0)
    acquired(call, lock, mode, false, is_timed);
  return result;
}

GORDIAN_INLINE int lockShared(pthread_rwlock_t *lock) {
  return lockBy(lock, LockMode::kShared, false, [&] { return real.pthread_rwlock_rdlock(lock); });
}

GORDIAN_INLINE int lockExclusive(pthread_rwlock_t *lock) {
  return lockBy(lock, LockMode::kExclusive, false, [&] { return real.pthread_rwlock_wrlock(lock); });
}

GORDIAN_INLINE int unlock(pthread_rwlock_t *lock) {
  tell(enter(), [&](Thread &self) { lockReleasing(self, addressOf(lock), ObjectKind::kRwLock); });
  return real.pthread_rwlock_unlock(lock);
}

} // namespace

GORDIAN_INTERPOSE(int, pthread_rwlock_init, pthread_rwlock_t *lock, const pthread_rwlockattr_t *attributes) {
  int result = real.pthread_rwlock_init(lock, attributes);
  if (result == 0) {
    u32 flags = lock->__data.__shared ? log_format::kObjectProcessShared : 0;
    if (flags)
      sayProcessShared();
    tag::initialised(lock, !flags);
    tell(enter(), [&](Thread &self) { lockInit(self, addressOf(lock), ObjectKind::kRwLock, flags); });
  }
  return result;
}

GORDIAN_INTERPOSE(int, pthread_rwlock_destroy, pthread_rwlock_t *lock) {
  Call call = enter();
  tag::check(call, lock, ObjectKind::kRwLock);
  tell(call, [&](Thread &self) { lockDestroy(self, addressOf(lock), ObjectKind::kRwLock); });
  int result = real.pthread_rwlock_destroy(lock);
  tag::destroyed(lock);
  return result;
}

GORDIAN_INTERPOSE(int, pthread_rwlock_rdlock, pthread_rwlock_t *lock) { return lockShared(lock); }

GORDIAN_INTERPOSE(int, pthread_rwlock_tryrdlock, pthread_rwlock_t *lock) {
  int result = real.pthread_rwlock_tryrdlock(lock);
  if (result == 0)
    acquired(enter(), lock, LockMode::kShared, true, false);
  return result;
}

GORDIAN_INTERPOSE(int, pthread_rwlock_timedrdlock, pthread_rwlock_t *lock, const timespec *deadline) {
  return lockBy(lock, LockMode::kShared, true, [&] { return real.pthread_rwlock_timedrdlock(lock, deadline); });
}

GORDIAN_INTERPOSE(int, pthread_rwlock_clockrdlock, pthread_rwlock_t *lock, clockid_t clock, const timespec *deadline) {
  return lockBy(lock, LockMode::kShared, true, [&] { return real.pthread_rwlock_clockrdlock(lock, clock, deadline); });
}

GORDIAN_INTERPOSE(int, pthread_rwlock_wrlock, pthread_rwlock_t *lock) { return lockExclusive(lock); }

GORDIAN_INTERPOSE(int, pthread_rwlock_trywrlock, pthread_rwlock_t *lock) {
  int result = real.pthread_rwlock_trywrlock(lock);
  if (result == 0)
    acquired(enter(), lock, LockMode::kExclusive, true, false);
  return result;
}

GORDIAN_INTERPOSE(int, pthread_rwlock_timedwrlock, pthread_rwlock_t *lock, const timespec *deadline) {
  return lockBy(lock, LockMode::kExclusive, true, [&] { return real.pthread_rwlock_timedwrlock(lock, deadline); });
}

GORDIAN_INTERPOSE(int, pthread_rwlock_clockwrlock, pthread_rwlock_t *lock, clockid_t clock, const timespec *deadline) {
  return lockBy(lock, LockMode::kExclusive, true,
                [&] { return real.pthread_rwlock_clockwrlock(lock, clock, deadline); });
}

GORDIAN_INTERPOSE(int, pthread_rwlock_unlock, pthread_rwlock_t *lock) { return unlock(lock); }

// What objects that were linked to a glibc before 2.34 call.
GORDIAN_INTERPOSE(int, __pthread_rwlock_rdlock, pthread_rwlock_t *lock) { return lockShared(lock); }
GORDIAN_INTERPOSE(int, __pthread_rwlock_wrlock, pthread_rwlock_t *lock) { return lockExclusive(lock); }
GORDIAN_INTERPOSE(int, __pthread_rwlock_unlock, pthread_rwlock_t *lock) { return unlock(lock); }

} // namespace gordian
