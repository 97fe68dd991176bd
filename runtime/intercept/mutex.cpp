// Mutexes and spin locks.
//
// A lock is tried first: only a thread that would have to block announces a wait. What libc itself refuses (EDEADLK and
// EPERM of error-checking, recursive and robust mutexes) is the program's well-defined business and no misuse.
#include "intercept/intercept.h"
#include "intercept/locks.h"
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
template <class Lock> int lockMutexBy(pthread_mutex_t *mutex, bool is_timed, Lock lock) {
  Thread *thread = enter();
  if (!thread) return lock();
  int result = real.pthread_mutex_trylock(mutex);
  if (result == EBUSY) {
    if (checksOwner(mutex) && isOwner(*thread, mutex)) return lock();
    tell(thread, [&](Thread &self) {
      lockWaiting(self, addressOf(mutex), ObjectKind::kMutex, LockMode::kExclusive, is_timed);
    });
    result = lock();
    tell(thread, [&](Thread &self) { lockWaited(self, addressOf(mutex)); });
  }
  if (wasTaken(result))
    tell(thread, [&](Thread &self) {
      lockAcquired(self, addressOf(mutex), ObjectKind::kMutex, LockMode::kExclusive, false);
    });
  return result;
}

/// pthread_spinlock_t is a volatile int of libc's own making.
uptr spinAddress(pthread_spinlock_t *lock) { return addressOf(lock); }

}  // namespace

int lockMutex(pthread_mutex_t *mutex) {
  return lockMutexBy(mutex, false, [&] { return real.pthread_mutex_lock(mutex); });
}

int tryLockMutex(pthread_mutex_t *mutex) {
  int result = real.pthread_mutex_trylock(mutex);
  if (wasTaken(result))
    tell(enter(), [&](Thread &self) {
      lockAcquired(self, addressOf(mutex), ObjectKind::kMutex, LockMode::kExclusive, true);
    });
  return result;
}

int timedLockMutex(pthread_mutex_t *mutex, const timespec *deadline) {
  return lockMutexBy(mutex, true, [&] { return real.pthread_mutex_timedlock(mutex, deadline); });
}

int unlockMutex(pthread_mutex_t *mutex) {
  Thread *thread = enter();
  if (!thread) return real.pthread_mutex_unlock(mutex);
  if (checksOwner(mutex) && !isOwner(*thread, mutex)) {
    int result = real.pthread_mutex_unlock(mutex);
    if (result != 0) return result;
    tell(thread, [&](Thread &self) { lockReleasing(self, addressOf(mutex), ObjectKind::kMutex); });
    return result;
  }
  tell(thread, [&](Thread &self) { lockReleasing(self, addressOf(mutex), ObjectKind::kMutex); });
  return real.pthread_mutex_unlock(mutex);
}

int destroyMutex(pthread_mutex_t *mutex) {
  tell(enter(), [&](Thread &self) { lockDestroy(self, addressOf(mutex), ObjectKind::kMutex); });
  return real.pthread_mutex_destroy(mutex);
}

void mutexInitialised(pthread_mutex_t *mutex) {
  u32 flags = 0;
  if (isRecursive(mutex)) flags |= log_format::kObjectRecursive;
  if (mutex->__data.__kind & kProcessShared) flags |= log_format::kObjectProcessShared;
  tell(enter(), [&](Thread &self) { lockInit(self, addressOf(mutex), ObjectKind::kMutex, flags); });
}

GORDIAN_INTERPOSE(int, pthread_mutex_init, pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes) {
  int result = real.pthread_mutex_init(mutex, attributes);
  if (result == 0) mutexInitialised(mutex);
  return result;
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
  return interposed_pthread_mutex_init(mutex, attributes);
}
GORDIAN_INTERPOSE(int, __pthread_mutex_destroy, pthread_mutex_t *mutex) { return destroyMutex(mutex); }
GORDIAN_INTERPOSE(int, __pthread_mutex_lock, pthread_mutex_t *mutex) { return lockMutex(mutex); }
GORDIAN_INTERPOSE(int, __pthread_mutex_trylock, pthread_mutex_t *mutex) { return tryLockMutex(mutex); }
GORDIAN_INTERPOSE(int, __pthread_mutex_unlock, pthread_mutex_t *mutex) { return unlockMutex(mutex); }

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
  Thread *thread = enter();
  if (!thread) return real.pthread_spin_lock(lock);
  int result = real.pthread_spin_trylock(lock);
  if (result == EBUSY) {
    tell(thread, [&](Thread &self) {
      lockWaiting(self, spinAddress(lock), ObjectKind::kSpinLock, LockMode::kExclusive, false);
    });
    result = real.pthread_spin_lock(lock);
    tell(thread, [&](Thread &self) { lockWaited(self, spinAddress(lock)); });
  }
  if (result == 0)
    tell(thread, [&](Thread &self) {
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

}  // namespace gordian
