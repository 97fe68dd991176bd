// Mutexes and spin locks.
//
// A lock is tried first: only a thread that would have to block announces a wait. What libc itself refuses (EDEADLK and
// EPERM of error-checking, recursive and robust mutexes) is the program's well-defined business and no misuse.
#include "intercept/c11.h"
#include "intercept/intercept.h"
#include "intercept/signals.h"
#include "intercept/tag.h"
#include "intercept/unseen.h"
#include "sync/lock.h"

namespace gordian {
namespace {

// Bits of pthread_mutex_t's __kind in glibc (nptl/pthreadP.h).
constexpr int kTypeMask = 3;
constexpr int kRobust = 0x10;
constexpr int kProcessShared = 0x80;

bool isRecursive(const pthread_mutex_t *mutex) {
  return (mutex->__data.__kind & kTypeMask) == PTHREAD_MUTEX_RECURSIVE_NP;
}

/// libc looks who owns it before it does anything.
bool checksOwner(const pthread_mutex_t *mutex) {
  int kind = mutex->__data.__kind;
  int type = kind & kTypeMask;
  return type == PTHREAD_MUTEX_RECURSIVE_NP || type == PTHREAD_MUTEX_ERRORCHECK_NP || (kind & kRobust);
}

bool isOwner(const Thread &thread, const pthread_mutex_t *mutex) {
  return static_cast<u32>(loadRelaxed(&mutex->__data.__owner)) == thread.os_tid;
}

bool wasTaken(int result) { return result == 0 || result == EOWNERDEAD; }

/// Takes the mutex by `lock`, which may block, when `pthread_mutex_trylock` could not.
template <class Lock> GORDIAN_INLINE int lockMutexBy(pthread_mutex_t *mutex, bool is_timed, Lock lock) {
  Call call = enter();
  if (!call)
    return lock();
  unsafeInHandler(call);
  tag::check(call, mutex, ObjectKind::kMutex);
  int result = real.pthread_mutex_trylock(mutex);
  if (result == EBUSY) {
    if (checksOwner(mutex) && isOwner(*call.thread, mutex))
      return lock();
    tell(call, [&](Thread &self) {
      lockWaiting(self, addressOf(mutex), ObjectKind::kMutex, LockMode::kExclusive, is_timed);
    });
    result = lock();
    tell(call, [&](Thread &self) { lockWaited(self, addressOf(mutex)); });
  }
  if (wasTaken(result))
    tell(call, [&](Thread &self) {
      lockAcquired(self, addressOf(mutex), ObjectKind::kMutex, LockMode::kExclusive, false, is_timed);
    });
  return result;
}

/// pthread_spinlock_t is a volatile int of libc's own making.
uptr spinAddress(pthread_spinlock_t *lock) { return addressOf(lock); }

GORDIAN_INLINE int lockMutex(pthread_mutex_t *mutex) {
  return lockMutexBy(mutex, false, [&] { return real.pthread_mutex_lock(mutex); });
}

GORDIAN_INLINE int tryLockMutex(pthread_mutex_t *mutex) {
  int result = real.pthread_mutex_trylock(mutex);
  if (wasTaken(result))
    tell(enter(),
         [&](Thread &self) { lockAcquired(self, addressOf(mutex), ObjectKind::kMutex, LockMode::kExclusive, true); });
  return result;
}

GORDIAN_INLINE int timedLockMutex(pthread_mutex_t *mutex, const timespec *deadline) {
  return lockMutexBy(mutex, true, [&] { return real.pthread_mutex_timedlock(mutex, deadline); });
}

GORDIAN_INLINE int unlockMutex(pthread_mutex_t *mutex) {
  Call call = enter();
  if (!call)
    return real.pthread_mutex_unlock(mutex);
  tag::check(call, mutex, ObjectKind::kMutex);
  if (checksOwner(mutex) && !isOwner(*call.thread, mutex)) {
    int result = real.pthread_mutex_unlock(mutex);
    if (result != 0)
      return result;
    tell(call, [&](Thread &self) { lockReleasing(self, addressOf(mutex), ObjectKind::kMutex); });
    return result;
  }
  tell(call, [&](Thread &self) { lockReleasing(self, addressOf(mutex), ObjectKind::kMutex); });
  return real.pthread_mutex_unlock(mutex);
}

GORDIAN_INLINE int destroyMutex(pthread_mutex_t *mutex) {
  Call call = enter();
  tag::check(call, mutex, ObjectKind::kMutex);
  tell(call, [&](Thread &self) { lockDestroy(self, addressOf(mutex), ObjectKind::kMutex); });
  return real.pthread_mutex_destroy(mutex);
}

GORDIAN_INLINE void mutexInitialised(pthread_mutex_t *mutex) {
  u32 flags = 0;
  if (isRecursive(mutex))
    flags |= log_format::kObjectRecursive;
  if (mutex->__data.__kind & kProcessShared) {
    flags |= log_format::kObjectProcessShared;
    sayProcessShared();
  }
  if (mutex->__data.__kind & kRobust)
    flags |= log_format::kObjectRobust;
  else
    tag::initialised(mutex, !(flags & log_format::kObjectProcessShared));
  tell(enter(), [&](Thread &self) { lockInit(self, addressOf(mutex), ObjectKind::kMutex, flags); });
}

GORDIAN_INLINE int initialiseMutex(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes) {
  int result = real.pthread_mutex_init(mutex, attributes);
  if (result == 0)
    mutexInitialised(mutex);
  return result;
}

pthread_mutex_t *mutexOf(mtx_t *mutex) { return reinterpret_cast<pthread_mutex_t *>(mutex); }

} // namespace

GORDIAN_INTERPOSE(int, pthread_mutex_init, pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes) {
  return initialiseMutex(mutex, attributes);
}
GORDIAN_INTERPOSE(int, pthread_mutex_destroy, pthread_mutex_t *mutex) { return destroyMutex(mutex); }
GORDIAN_INTERPOSE(int, pthread_mutex_lock, pthread_mutex_t *mutex) { return lockMutex(mutex); }
GORDIAN_INTERPOSE(int, pthread_mutex_trylock, pthread_mutex_t *mutex) { return tryLockMutex(mutex); }
GORDIAN_INTERPOSE(int, pthread_mutex_timedlock, pthread_mutex_t *mutex, const timespec *deadline) {
  return timedLockMutex(mutex, deadline);
}
GORDIAN_INTERPOSE(int, pthread_mutex_clocklock, pthread_mutex_t *mutex, clockid_t clock, const timespec *deadline) {
  return lockMutexBy(mutex, true, [&] { return real.pthread_mutex_clocklock(mutex, clock, deadline); });
}
GORDIAN_INTERPOSE(int, pthread_mutex_unlock, pthread_mutex_t *mutex) { return unlockMutex(mutex); }

// What objects that were linked to a glibc before 2.34 call.
GORDIAN_INTERPOSE(int, __pthread_mutex_init, pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes) {
  return initialiseMutex(mutex, attributes);
}
GORDIAN_INTERPOSE(int, __pthread_mutex_destroy, pthread_mutex_t *mutex) { return destroyMutex(mutex); }
GORDIAN_INTERPOSE(int, __pthread_mutex_lock, pthread_mutex_t *mutex) { return lockMutex(mutex); }
GORDIAN_INTERPOSE(int, __pthread_mutex_trylock, pthread_mutex_t *mutex) { return tryLockMutex(mutex); }
GORDIAN_INTERPOSE(int, __pthread_mutex_unlock, pthread_mutex_t *mutex) { return unlockMutex(mutex); }

// glibc's <threads.h> calls its own functions inside, past any interposition.
GORDIAN_INTERPOSE(int, mtx_init, mtx_t *mutex, int type) {
  int result = real.mtx_init(mutex, type);
  if (result == thrd_success)
    mutexInitialised(mutexOf(mutex));
  return result;
}
GORDIAN_INTERPOSE(void, mtx_destroy, mtx_t *mutex) { destroyMutex(mutexOf(mutex)); }
GORDIAN_INTERPOSE(int, mtx_lock, mtx_t *mutex) { return c11ResultOf(lockMutex(mutexOf(mutex))); }
GORDIAN_INTERPOSE(int, mtx_trylock, mtx_t *mutex) { return c11ResultOf(tryLockMutex(mutexOf(mutex))); }
GORDIAN_INTERPOSE(int, mtx_timedlock, mtx_t *mutex, const timespec *deadline) {
  return c11ResultOf(timedLockMutex(mutexOf(mutex), deadline));
}
GORDIAN_INTERPOSE(int, mtx_unlock, mtx_t *mutex) { return c11ResultOf(unlockMutex(mutexOf(mutex))); }

GORDIAN_INTERPOSE(int, pthread_spin_init, pthread_spinlock_t *lock, int shared) {
  u32 flags = shared == PTHREAD_PROCESS_SHARED ? log_format::kObjectProcessShared : 0;
  tell(enter(), [&](Thread &self) { lockInit(self, spinAddress(lock), ObjectKind::kSpinLock, flags); });
  return real.pthread_spin_init(lock, shared);
}
GORDIAN_INTERPOSE(int, pthread_spin_destroy, pthread_spinlock_t *lock) {
  tell(enter(), [&](Thread &self) { lockDestroy(self, spinAddress(lock), ObjectKind::kSpinLock); });
  return real.pthread_spin_destroy(lock);
}
GORDIAN_INTERPOSE(int, pthread_spin_lock, pthread_spinlock_t *lock) {
  Call call = enter();
  if (!call)
    return real.pthread_spin_lock(lock);
  int result = real.pthread_spin_trylock(lock);
  if (result == EBUSY) {
    tell(call, [&](Thread &self) {
      lockWaiting(self, spinAddress(lock), ObjectKind::kSpinLock, LockMode::kExclusive, false);
    });
    result = real.pthread_spin_lock(lock);
    tell(call, [&](Thread &self) { lockWaited(self, spinAddress(lock)); });
  }
  if (result == 0)
    tell(call, [&](Thread &self) {
      lockAcquired(self, spinAddress(lock), ObjectKind::kSpinLock, LockMode::kExclusive, false);
    });
  return result;
}
GORDIAN_INTERPOSE(int, pthread_spin_trylock, pthread_spinlock_t *lock) {
  int result = real.pthread_spin_trylock(lock);
  if (result == 0)
    tell(enter(), [&](Thread &self) {
      lockAcquired(self, spinAddress(lock), ObjectKind::kSpinLock, LockMode::kExclusive, true);
    });
  return result;
}
GORDIAN_INTERPOSE(int, pthread_spin_unlock, pthread_spinlock_t *lock) {
  tell(enter(), [&](Thread &self) { lockReleasing(self, spinAddress(lock), ObjectKind::kSpinLock); });
  return real.pthread_spin_unlock(lock);
}

} // namespace gordian
