// The functions by which code speaks to ThreadSanitizer (sanitizer/tsan_interface.h), with the meaning that they have
// there. Code that is annotated for ThreadSanitizer works unchanged; without the runtime none of this is linked.
#include "abi/hooks.h"
#include "log/writer.h"
#include "sync/lock.h"
#include "sync/waiting.h"
#include "thread.h"

using namespace gordian;

namespace {

// Flags of __tsan_mutex_*.
constexpr unsigned kReentrant = 1 << 1, kReadLock = 1 << 3, kTryLock = 1 << 4, kTryLockFailed = 1 << 5,
                   kRecursiveLock = 1 << 6, kRecursiveUnlock = 1 << 7;

constexpr ObjectKind kKind = ObjectKind::kRwLock;

uptr addressOf(const void *pointer) { return reinterpret_cast<uptr>(pointer); }
LockMode modeOf(unsigned flags) { return flags & kReadLock ? LockMode::kShared : LockMode::kExclusive; }

/// The lock's owner is another thread, so that the caller is about to wait.
bool isTaken(Thread &thread, uptr lock) {
  SyncObject *object = objects::find(lock);
  Thread *owner = object ? loadRelaxed(&object->owner) : nullptr;
  return owner && (owner != &thread || !(object->flags & log_format::kObjectRecursive));
}

u32 depthOf(Thread &thread, uptr lock) {
  SyncObject *object = objects::find(lock);
  for (u32 i = 0; object && i < thread.held_count; ++i)
    if (thread.held[i].object == object->index) return thread.held[i].depth;
  return 1;
}

}  // namespace

#define GORDIAN_TSAN(result, name, ...)                                                                               \
  extern "C" __attribute__((visibility("default"), weak, used)) result name(__VA_ARGS__)

GORDIAN_TSAN(void, __tsan_acquire, void *address) { __gordian_acquire(address); }
GORDIAN_TSAN(void, __tsan_release, void *address) { __gordian_release(address); }

GORDIAN_TSAN(void, __tsan_mutex_create, void *lock, unsigned flags) {
  if (Thread *thread = currentThread())
    lockInit(*thread, addressOf(lock), kKind, flags & kReentrant ? log_format::kObjectRecursive : 0);
}
GORDIAN_TSAN(void, __tsan_mutex_destroy, void *lock, unsigned) {
  if (Thread *thread = currentThread()) lockDestroy(*thread, addressOf(lock), kKind);
}
/// Between pre and post the lock's own accesses and atomics are not seen.
GORDIAN_TSAN(void, __tsan_mutex_pre_lock, void *lock, unsigned flags) {
  Thread *thread = currentThread();
  if (thread && !(flags & kTryLock) && !thread->ignore_depth && isTaken(*thread, addressOf(lock)))
    lockWaiting(*thread, addressOf(lock), kKind, modeOf(flags), false);
  __gordian_ignore_begin();
}
GORDIAN_TSAN(void, __tsan_mutex_post_lock, void *lock, unsigned flags, int recursion) {
  __gordian_ignore_end();
  Thread *thread = currentThread();
  if (!thread || thread->ignore_depth) return;
  lockWaited(*thread, addressOf(lock));
  if (flags & kTryLockFailed) return;
  int levels = flags & kRecursiveLock && recursion > 0 ? recursion : 1;
  for (int i = 0; i < levels; ++i) lockAcquired(*thread, addressOf(lock), kKind, modeOf(flags), flags & kTryLock);
  lockIsOfNoThread(addressOf(lock));
}
GORDIAN_TSAN(int, __tsan_mutex_pre_unlock, void *lock, unsigned flags) {
  Thread *thread = currentThread();
  u32 levels = 1;
  if (thread && !thread->ignore_depth) {
    levels = flags & kRecursiveUnlock ? depthOf(*thread, addressOf(lock)) : 1;
    for (u32 i = 0; i < levels; ++i) lockReleasing(*thread, addressOf(lock), kKind);
  }
  __gordian_ignore_begin();
  return static_cast<int>(levels);
}
GORDIAN_TSAN(void, __tsan_mutex_post_unlock, void *, unsigned) { __gordian_ignore_end(); }
GORDIAN_TSAN(void, __tsan_mutex_pre_signal, void *, unsigned) { __gordian_ignore_begin(); }
GORDIAN_TSAN(void, __tsan_mutex_post_signal, void *, unsigned) { __gordian_ignore_end(); }
GORDIAN_TSAN(void, __tsan_mutex_pre_divert, void *, unsigned) { __gordian_ignore_end(); }
GORDIAN_TSAN(void, __tsan_mutex_post_divert, void *, unsigned) { __gordian_ignore_begin(); }

GORDIAN_TSAN(void *, __tsan_get_current_fiber, void) { return __gordian_fiber_current(); }
GORDIAN_TSAN(void *, __tsan_create_fiber, unsigned) { return __gordian_fiber_create(); }
GORDIAN_TSAN(void, __tsan_destroy_fiber, void *fiber) { __gordian_fiber_destroy(fiber); }
GORDIAN_TSAN(void, __tsan_switch_to_fiber, void *fiber, unsigned flags) { __gordian_fiber_switch(fiber, flags & 1); }
GORDIAN_TSAN(void, __tsan_set_fiber_name, void *fiber, const char *name) { __gordian_fiber_name(fiber, name); }

GORDIAN_TSAN(void, __tsan_ignore_thread_begin, void) { __gordian_ignore_begin(); }
GORDIAN_TSAN(void, __tsan_ignore_thread_end, void) { __gordian_ignore_end(); }

GORDIAN_TSAN(void, __tsan_func_entry, void *caller) {
  if (Thread *thread = currentThread()) thread->history.enter(addressOf(caller), history::kLibraryTag);
}
GORDIAN_TSAN(void, __tsan_func_exit, void) {
  Thread *thread = currentThread();
  if (thread && thread->history.depth()) thread->history.unwind(thread->history.depth() - 1);
}
GORDIAN_TSAN(void, __tsan_flush_memory, void) {}
