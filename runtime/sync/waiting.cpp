// Condition variables, semaphores, barriers, once, joins, generic acquire and release; see waiting.h.
#include "sync/waiting.h"

#include "deadlock/detector.h"
#include "sync/events.h"
#include "sync/lock.h"

namespace gordian {
namespace {

void announce(Thread &thread, u32 object, Operation operation, bool is_timed) {
  WaitCase wait_case{object, static_cast<u32>(operation)};
  deadlock::waitBegin(thread, static_cast<u32>(operation), &wait_case, 1, is_timed);
}

/// What is wrong with a condition variable: MisuseRecord::value.
enum ConditionMisuse : s64 { kTwoMutexes = 0, kMutexNotHeld = 1, kDestroyedWhileWaitedFor = 2 };

/// What is wrong with a barrier: MisuseRecord::value.
enum BarrierMisuse : s64 { kBarrierDestroyed = 0, kBarrierInitialised = 1 };

void reportWaitedAt(Thread &thread, uptr barrier, BarrierMisuse what) {
  SyncObject *object = objects::find(barrier);
  if (object && object->kind == ObjectKind::kBarrier && object->depth)
    reportMisuse(thread, log_format::FindingKind::kBarrierMisuse, object, {}, what);
}

/// SyncObject::generation of a semaphore whose beginning was seen: `count` is then its value.
constexpr u64 kCountIsKnown = 1;

bool holds(const Thread &thread, const SyncObject &lock) {
  for (u32 i = 0; i < thread.held_count; ++i)
    if (thread.held[i].object == lock.index) return true;
  return false;
}

/// One more waiter, with `mutex`. Returns whether others wait with another mutex. `count` is how many of the waiters have
/// not been signalled (at least so many), `generation` the mutex of those who wait.
bool addWaiter(SyncObject &condition, uptr mutex) {
  SpinGuard guard(condition.lock);
  bool is_other = condition.waiters && condition.generation != mutex;
  ++condition.waiters;
  ++condition.count;
  condition.generation = mutex;
  return is_other;
}

void removeWaiter(SyncObject &condition) {
  SpinGuard guard(condition.lock);
  --condition.waiters;
  condition.count = smallerOf<s64>(condition.count, condition.waiters);
}

void signalWaiters(SyncObject &condition, bool is_broadcast) {
  SpinGuard guard(condition.lock);
  condition.count = is_broadcast || condition.count == 0 ? 0 : condition.count - 1;
}

u32 lockedSequence(SyncObject &object) {
  SpinGuard guard(object.lock);
  return ++object.sequence;
}

}  // namespace

void conditionWaiting(Thread &thread, uptr condition, uptr mutex, bool is_timed) {
  Site site = thread.sync_site;
  bool is_held;
  {
    Operating operating(thread);
    SyncObject &object = objects::get(thread, condition, ObjectKind::kCondition);
    SyncObject &lock = objects::get(thread, mutex, ObjectKind::kMutex);
    is_held = holds(thread, lock);
    if (!is_held) reportMisuse(thread, log_format::FindingKind::kConditionMisuse, &object, {}, kMutexNotHeld);
    u16 flags = is_timed ? log_format::kEventTimed : 0;
    logEvent(thread, EventKind::kCondWaitReq, &object,
             {.sequence = lockedSequence(object), .extra = objects::logId(thread, lock), .flags = flags});
    if (addWaiter(object, mutex))
      reportMisuse(thread, log_format::FindingKind::kConditionMisuse, &object, {}, kTwoMutexes);
    // Before the mutex is given back: whoever signals afterwards finds the wait announced.
    announce(thread, object.index, Operation::kConditionWait, is_timed);
  }
  if (is_held) lockReleasing(thread, mutex, ObjectKind::kMutex);
  thread.sync_site = site;
  RuntimeScope scope(thread);
  deadlock::check(thread);
}

void conditionWoken(Thread &thread, uptr condition, uptr mutex) {
  Site site = thread.sync_site;
  {
    RuntimeScope scope(thread);
    deadlock::waitEnd(thread);
    if (SyncObject *object = objects::find(condition)) {
      removeWaiter(*object);
      logEvent(thread, EventKind::kCondWake, object, {.sequence = lockedSequence(*object)});
    }
  }
  thread.sync_site = site;
  lockAcquired(thread, mutex, ObjectKind::kMutex, LockMode::kExclusive, false);
}

void conditionSignal(Thread &thread, uptr condition, bool is_broadcast) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, condition, ObjectKind::kCondition);
  signalWaiters(object, is_broadcast);
  if (is_broadcast) deadlock::grantedAll(object.index);
  else deadlock::grantedSome(object.index, 1);
  logEvent(thread, is_broadcast ? EventKind::kCondBroadcast : EventKind::kCondSignal, &object,
           {.sequence = lockedSequence(object)});
  thread.sync_site = Site{};
}

bool conditionDestroying(Thread &thread, uptr condition) {
  {
    Operating operating(thread);
    SyncObject *object = objects::find(condition);
    // Those who have been signalled may still be on their way out.
    if (object && object->kind == ObjectKind::kCondition && object->count > 0) {
      reportMisuse(thread, log_format::FindingKind::kConditionMisuse, object, {}, kDestroyedWhileWaitedFor);
      announce(thread, object->index, Operation::kDestroy, false);
      deadlock::check(thread);
      return true;
    }
  }
  destroyObject(thread, condition);
  return false;
}

void conditionDestroyed(Thread &thread, uptr condition) {
  {
    RuntimeScope scope(thread);
    deadlock::waitEnd(thread);
  }
  destroyObject(thread, condition);
}

void onceWaiting(Thread &thread, uptr once, bool is_running) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, once, ObjectKind::kOnce);
  // An exception leaves pthread_once without a word.
  if (!is_running) storeRelaxed(&object.owner, static_cast<Thread *>(nullptr));
  announce(thread, object.index, Operation::kOnce, false);
  if (is_running) deadlock::check(thread);
}

void onceWaited(Thread &thread) {
  RuntimeScope scope(thread);
  deadlock::waitEnd(thread);
}

void onceBegun(Thread &thread, uptr once) {
  RuntimeScope scope(thread);
  deadlock::waitEnd(thread);
  storeRelaxed(&objects::get(thread, once, ObjectKind::kOnce).owner, &thread);
}

void onceEnded(Thread &thread, uptr once) {
  RuntimeScope scope(thread);
  SyncObject *object = objects::find(once);
  if (!object) return;
  storeRelaxed(&object->owner, static_cast<Thread *>(nullptr));
  deadlock::grantedAll(object->index);
}

void futexWaiting(Thread &thread, uptr word, bool is_timed) {
  Operating operating(thread);
  announce(thread, objects::get(thread, word, ObjectKind::kOther).index, Operation::kFutex, is_timed);
  if (!is_timed) deadlock::check(thread);
}

void futexWaited(Thread &thread) {
  RuntimeScope scope(thread);
  deadlock::waitEnd(thread);
}

void futexWaking(Thread &thread, uptr word, u32 count) {
  RuntimeScope scope(thread);
  SyncObject *object = objects::find(word);
  if (!object) return;
  if (count == 1) deadlock::grantedSome(object->index, 1);
  else deadlock::grantedAll(object->index);
}

void semaphoreInit(Thread &thread, uptr semaphore, u32 count) {
  Operating operating(thread);
  objects::destroy(semaphore);
  SyncObject &object = objects::get(thread, semaphore, ObjectKind::kSemaphore);
  object.count = count;
  object.generation = kCountIsKnown;
  logEvent(thread, EventKind::kObjectInit, &object, {.value = count});
  thread.sync_site = Site{};
}

void semaphoreDestroy(Thread &thread, uptr semaphore) {
  {
    Operating operating(thread);
    SyncObject *object = objects::find(semaphore);
    if (object && object->kind == ObjectKind::kSemaphore && object->generation == kCountIsKnown) {
      SpinGuard guard(object->lock);
      // Of those who wait, as many as there are posts left may be on their way out.
      if (object->waiters > largerOf<s64>(object->count, 0))
        reportMisuse(thread, log_format::FindingKind::kSemaphoreMisuse, object);
    }
  }
  destroyObject(thread, semaphore);
}

void semaphorePost(Thread &thread, uptr semaphore) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, semaphore, ObjectKind::kSemaphore);
  u32 sequence;
  {
    SpinGuard guard(object.lock);
    object.clock.join(thread.seen);
    sequence = ++object.sequence;
    ++object.count;
  }
  deadlock::grantedSome(object.index, 1);
  logEvent(thread, EventKind::kSemPost, &object, {.sequence = sequence});
  published(thread, object, Operation::kPost);
  thread.sync_site = Site{};
}

void semaphoreWaiting(Thread &thread, uptr semaphore, bool is_timed) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, semaphore, ObjectKind::kSemaphore);
  logEvent(thread, EventKind::kSemWaitReq, &object);
  fetchAdd(&object.waiters, 1u);
  announce(thread, object.index, Operation::kSemaphoreWait, is_timed);
  deadlock::check(thread);
}

void semaphoreWaited(Thread &thread, uptr semaphore) {
  RuntimeScope scope(thread);
  deadlock::waitEnd(thread);
  if (SyncObject *object = objects::find(semaphore)) fetchAdd(&object->waiters, ~0u);
}

void semaphoreAcquired(Thread &thread, uptr semaphore) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, semaphore, ObjectKind::kSemaphore);
  u32 sequence;
  {
    SpinGuard guard(object.lock);
    acquired(thread, object.clock, object, Operation::kSemaphoreWait);
    sequence = ++object.sequence;
    --object.count;
  }
  logEvent(thread, EventKind::kSemWaitOk, &object, {.sequence = sequence});
  thread.sync_site = Site{};
}

void barrierDestroying(Thread &thread, uptr barrier) {
  Operating operating(thread);
  reportWaitedAt(thread, barrier, kBarrierDestroyed);
}

void barrierInit(Thread &thread, uptr barrier, u32 count) {
  Operating operating(thread);
  reportWaitedAt(thread, barrier, kBarrierInitialised);
  objects::destroy(barrier);
  SyncObject &object = objects::get(thread, barrier, ObjectKind::kBarrier);
  object.count = count;
  logEvent(thread, EventKind::kObjectInit, &object, {.value = count});
  thread.sync_site = Site{};
}

// Two generations overlap only while threads of the old one are still leaving: a thread cannot arrive for generation g+2
// before all have left g. So the clocks alternate between the object's two.
u64 barrierArrived(Thread &thread, uptr barrier) {
  Operating operating(thread);
  SyncObject &object = objects::get(thread, barrier, ObjectKind::kBarrier);
  u64 generation;
  u32 sequence;
  bool is_last = false;
  {
    SpinGuard guard(object.lock);
    generation = object.generation;
    VectorClock &clock = generation % 2 ? object.read_clock : object.clock;
    if (object.depth == 0) clock.clear();
    clock.join(thread.seen);
    sequence = ++object.sequence;
    if (++object.depth == object.count) {
      object.depth = 0;
      ++object.generation;
      is_last = true;
    }
  }
  logEvent(thread, EventKind::kBarrierArrive, &object, {.sequence = sequence, .value = static_cast<u32>(generation)});
  Site site = thread.sync_site;
  if (is_last) {
    deadlock::grantedAll(object.index);
  } else {
    announce(thread, object.index, Operation::kBarrierWait, false);
  }
  published(thread, object, Operation::kBarrierWait);
  if (!is_last) deadlock::check(thread);
  thread.sync_site = site;
  return generation;
}

void barrierLeft(Thread &thread, uptr barrier, u64 generation) {
  Operating operating(thread);
  deadlock::waitEnd(thread);
  SyncObject &object = objects::get(thread, barrier, ObjectKind::kBarrier);
  u32 sequence;
  {
    SpinGuard guard(object.lock);
    acquired(thread, generation % 2 ? object.read_clock : object.clock, object, Operation::kBarrierWait);
    sequence = ++object.sequence;
  }
  logEvent(thread, EventKind::kBarrierLeave, &object, {.sequence = sequence, .value = static_cast<u32>(generation)});
  thread.sync_site = Site{};
}

void releaseObject(Thread &thread, uptr address, ObjectKind kind) {
  RuntimeScope scope(thread);
  releaseObject(thread, objects::get(thread, address, kind));
}

void releaseObject(Thread &thread, SyncObject &object) {
  Operating operating(thread);
  u32 sequence;
  {
    SpinGuard guard(object.lock);
    object.clock.join(thread.seen);
    sequence = ++object.sequence;
  }
  logEvent(thread, EventKind::kRelease, &object, {.sequence = sequence});
  published(thread, object, Operation::kRelease);
  thread.sync_site = Site{};
}

void acquireObject(Thread &thread, uptr address, ObjectKind kind) {
  RuntimeScope scope(thread);
  acquireObject(thread, objects::get(thread, address, kind));
}

void acquireObject(Thread &thread, SyncObject &object) {
  Operating operating(thread);
  u32 sequence;
  {
    SpinGuard guard(object.lock);
    acquired(thread, object.clock, object, Operation::kAcquire);
    sequence = ++object.sequence;
  }
  logEvent(thread, EventKind::kAcquire, &object, {.sequence = sequence});
  thread.sync_site = Site{};
}

void destroyObject(Thread &thread, uptr address) {
  Operating operating(thread);
  SyncObject *object = objects::find(address);
  if (!object) return;
  if (object->log_id) logEvent(thread, EventKind::kObjectDestroy, object);
  objects::destroy(address);
  thread.sync_site = Site{};
}

void joinWaiting(Thread &thread, Thread &joined, bool is_timed) {
  Operating operating(thread);
  logEvent(thread, EventKind::kJoinReq, &objects::at(joined.object));
  WaitCase wait_case{raw(joined.id) + 1, static_cast<u32>(Operation::kJoin)};
  deadlock::waitBegin(thread, static_cast<u32>(Operation::kJoin), &wait_case, 1, is_timed);
  deadlock::check(thread);
}

void joinWaited(Thread &thread) {
  RuntimeScope scope(thread);
  deadlock::waitEnd(thread);
}

}  // namespace gordian
