// What libc's objects say of themselves: a word in each mutex, rwlock, semaphore and barrier that libc does not use.
//
// An object that was initialised has its own address there, one that was destroyed a constant; so a copy and a use after
// destruction are known without any table, and without doubt: whatever writes the memory anew (a static initialiser, a
// memset, another object) takes the tag with it. Objects that other processes may initialise have none. Beside the tag
// some fields can hold only what libc itself writes there: other values mean that the object was never initialised.
// Layouts: glibc 2.31 to 2.41 on x86-64 (sysdeps/x86/nptl/bits, nptl/pthreadP.h, sysdeps/nptl/internaltypes.h).
#ifndef GORDIAN_INTERCEPT_TAG_H
#define GORDIAN_INTERCEPT_TAG_H

#include "intercept/intercept.h"
#include "sync/object.h"

namespace gordian::tag {

// No pointer, counter or text of a program has these sixteen bits on top.
constexpr u64 kHere = 0x91c3'0000'0000'0000, kDestroyed = 0x91c4'dead'9e3d'1a57, kAddress = (u64{1} << 48) - 1;

/// What can be wrong with an object that is used.
enum class Fault { kNone, kUninitialised, kCopied, kDestroyed };

/// Where the tag lies. A mutex has room only if it is not robust: its list is unused then.
inline u64 &of(pthread_mutex_t *mutex) { return reinterpret_cast<u64 &>(mutex->__data.__list.__next); }
inline u64 &of(pthread_rwlock_t *lock) { return reinterpret_cast<u64 &>(lock->__data.__pad2); }
inline u64 &of(sem_t *semaphore) { return *reinterpret_cast<u64 *>(semaphore->__size + 24); }
inline u64 &of(pthread_barrier_t *barrier) { return *reinterpret_cast<u64 *>(barrier->__size + 24); }

/// The real function has initialised the object; `is_private`: it is of this process alone.
template <class Object> inline void initialised(Object *object, bool is_private) {
  of(object) = is_private ? kHere | addressOf(object) : 0;
}
/// The real function has destroyed the object.
template <class Object> inline void destroyed(Object *object) {
  if (of(object) == (kHere | addressOf(object)))
    of(object) = kDestroyed;
}

template <class Object> inline Fault faultOfTag(Object *object) {
  u64 found = of(object);
  if (GORDIAN_LIKELY(found == 0 || found == (kHere | addressOf(object))))
    return Fault::kNone;
  return found == kDestroyed ? Fault::kDestroyed : (found & ~kAddress) == kHere ? Fault::kCopied : Fault::kNone;
}

inline Fault faultOf(pthread_mutex_t *mutex) {
  constexpr int kValidBits = 0x3f3, kRobust = 0x10; // of __kind; pthread_mutex_destroy makes it -1
  int kind = loadRelaxed(&mutex->__data.__kind);
  if (GORDIAN_UNLIKELY(kind & ~kValidBits))
    return kind == -1 ? Fault::kDestroyed : Fault::kUninitialised;
  return kind & kRobust ? Fault::kNone : faultOfTag(mutex);
}
inline Fault faultOf(pthread_rwlock_t *lock) {
  if (static_cast<u32>(lock->__data.__shared) > 1 || lock->__data.__flags > PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
    return Fault::kUninitialised;
  return faultOfTag(lock);
}
/// There is no static initialiser, so that one of this process without a tag was never initialised.
inline Fault faultOf(sem_t *semaphore) {
  constexpr u32 kShared = 0x80; // FUTEX_SHARED, in new_sem::private
  u32 shared = *reinterpret_cast<const u32 *>(semaphore->__size + 8);
  if (shared == kShared)
    return Fault::kNone;
  u64 found = of(semaphore);
  return shared == 0 && (found == kDestroyed || (found & ~kAddress) == kHere) ? faultOfTag(semaphore)
                                                                                : Fault::kUninitialised;
}
inline Fault faultOf(pthread_barrier_t *barrier) {
  u32 count = *reinterpret_cast<const u32 *>(barrier->__size + 8);
  return count == 0 ? Fault::kUninitialised : faultOfTag(barrier);
}
inline Fault faultOf(const pthread_cond_t *condition) {
  constexpr u32 kBeingDestroyed = 4; // in __wrefs, and left there by pthread_cond_destroy
  return loadRelaxed(&condition->__data.__wrefs) & kBeingDestroyed ? Fault::kDestroyed : Fault::kNone;
}

/// Writes the finding.
void report(const Call &call, uptr object, ObjectKind kind, Fault fault);

/// Reports what is wrong with using `object`, if anything is. To be called before the real function.
template <class Object> GORDIAN_INLINE void check(const Call &call, Object *object, ObjectKind kind) {
  Fault fault = faultOf(object);
  if (GORDIAN_UNLIKELY(fault != Fault::kNone) && call)
    report(call, addressOf(object), kind, fault);
}

} // namespace gordian::tag

#endif
