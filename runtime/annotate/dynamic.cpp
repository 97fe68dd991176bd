// Dynamic annotations (Valgrind's and ThreadSanitizer's dynamic_annotations.h): an older way to tell a detector of order.
//
// Those that ThreadSanitizer defines without effect are here without effect, too: a program that calls them must link.
#include "abi/hooks.h"
#include "race/check_access.h"
#include "sync/lock.h"
#include "sync/waiting.h"
#include "thread.h"

using namespace gordian;

namespace {

uptr addressOf(const void *pointer) { return reinterpret_cast<uptr>(pointer); }
constexpr ObjectKind kLock = ObjectKind::kRwLock;
LockMode modeOf(long is_write) { return is_write ? LockMode::kExclusive : LockMode::kShared; }

}  // namespace

#define GORDIAN_ANNOTATION(name, ...)                                                                                 \
  extern "C" __attribute__((visibility("default"), weak, used)) void name(const char *, int __VA_OPT__(, ) __VA_ARGS__)

GORDIAN_ANNOTATION(AnnotateHappensBefore, const volatile void *address) {
  __gordian_release(const_cast<const void *>(address));
}
GORDIAN_ANNOTATION(AnnotateHappensAfter, const volatile void *address) {
  __gordian_acquire(const_cast<const void *>(address));
}

GORDIAN_ANNOTATION(AnnotateRWLockCreate, const volatile void *lock) {
  if (Thread *thread = currentThread()) lockInit(*thread, addressOf(const_cast<const void *>(lock)), kLock, 0);
}
GORDIAN_ANNOTATION(AnnotateRWLockCreateStatic, const volatile void *lock) {
  if (Thread *thread = currentThread()) lockInit(*thread, addressOf(const_cast<const void *>(lock)), kLock, 0);
}
GORDIAN_ANNOTATION(AnnotateRWLockDestroy, const volatile void *lock) {
  if (Thread *thread = currentThread()) lockDestroy(*thread, addressOf(const_cast<const void *>(lock)), kLock);
}
GORDIAN_ANNOTATION(AnnotateRWLockAcquired, const volatile void *lock, long is_write) {
  Thread *thread = currentThread();
  if (!thread) return;
  lockAcquired(*thread, addressOf(const_cast<const void *>(lock)), kLock, modeOf(is_write), false);
  lockIsOfNoThread(addressOf(const_cast<const void *>(lock)));
}
GORDIAN_ANNOTATION(AnnotateRWLockReleased, const volatile void *lock, long) {
  if (Thread *thread = currentThread()) lockReleasing(*thread, addressOf(const_cast<const void *>(lock)), kLock);
}

GORDIAN_ANNOTATION(AnnotateNewMemory, const volatile void *memory, size_t size) {
  // Accesses alone: the memory may hold locks that are in use already.
  Thread *thread = currentThread();
  if (!thread || !size) return;
  RuntimeScope scope(*thread);
  forgetAccesses(addressOf(const_cast<const void *>(memory)), size);
}
GORDIAN_ANNOTATION(AnnotateBenignRace, const volatile void *memory, const char *reason) {
  __gordian_benign_race(const_cast<const void *>(memory), 8, reason, nullptr);
}
GORDIAN_ANNOTATION(AnnotateBenignRaceSized, const volatile void *memory, size_t size, const char *reason) {
  __gordian_benign_race(const_cast<const void *>(memory), size, reason, nullptr);
}
GORDIAN_ANNOTATION(AnnotateIgnoreReadsBegin) { __gordian_ignore_accesses_begin(); }
GORDIAN_ANNOTATION(AnnotateIgnoreReadsEnd) { __gordian_ignore_accesses_end(); }
GORDIAN_ANNOTATION(AnnotateIgnoreWritesBegin) { __gordian_ignore_accesses_begin(); }
GORDIAN_ANNOTATION(AnnotateIgnoreWritesEnd) { __gordian_ignore_accesses_end(); }
GORDIAN_ANNOTATION(AnnotateThreadName, const char *name) {
  if (Thread *thread = currentThread()) threads::setName(*thread, name);
}

GORDIAN_ANNOTATION(AnnotateCondVarSignal, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotateCondVarSignalAll, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotateCondVarWait, const volatile void *, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotateMutexIsNotPHB, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotateMutexIsUsedAsCondVar, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotateTraceMemory, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotateFlushState) {}
GORDIAN_ANNOTATION(AnnotateNoOp, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotateFlushExpectedRaces) {}
GORDIAN_ANNOTATION(AnnotateEnableRaceDetection, int) {}
GORDIAN_ANNOTATION(AnnotateExpectRace, const volatile void *, const char *) {}
GORDIAN_ANNOTATION(AnnotateIgnoreSyncBegin) {}
GORDIAN_ANNOTATION(AnnotateIgnoreSyncEnd) {}
GORDIAN_ANNOTATION(AnnotatePublishMemoryRange, const volatile void *, size_t) {}
GORDIAN_ANNOTATION(AnnotateUnpublishMemoryRange, const volatile void *, size_t) {}
GORDIAN_ANNOTATION(AnnotatePCQCreate, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotatePCQDestroy, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotatePCQPut, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotatePCQGet, const volatile void *) {}
GORDIAN_ANNOTATION(AnnotateMemoryIsInitialized, const volatile void *, size_t) {}
GORDIAN_ANNOTATION(AnnotateMemoryIsUninitialized, const volatile void *, size_t) {}

extern "C" __attribute__((visibility("default"), weak, used)) int RunningOnValgrind() { return 0; }
extern "C" __attribute__((visibility("default"), weak, used)) double ValgrindSlowdown() { return 10; }
