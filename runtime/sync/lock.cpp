// Mutexes, spin locks and rwlocks; see lock.h.
#include "sync/lock.h"

#include "base/arena.h"
#include "deadlock/detector.h"
#include "log/lock_orders.h"
#include "sync/events.h"

namespace gordian {
namespace {

HeldLock *findHeld(Thread &thread, u32 object) {
  for (u32 i = thread.held_count; i-- > 0;)
    if (thread.held[i].object == object) return &thread.held[i];
  return nullptr;
}

void pushHeld(Thread &thread, HeldLock held) {
  if (thread.held_count == thread.held_capacity) {
    u32 capacity = largerOf<u32>(8, thread.held_capacity * 2);
    HeldLock *larger = static_cast<HeldLock *>(arena::allocate(capacity * sizeof(HeldLock)));
    for (u32 i = 0; i < thread.held_count; ++i) larger[i] = thread.held[i];
    if (thread.held) arena::release(thread.held, thread.held_capacity * sizeof(HeldLock));
    thread.held = larger;
    thread.held_capacity = capacity;
  }
  thread.held[thread.held_count] = held;
  ++thread.held_count;
}

void removeHeld(Thread &thread, HeldLock *held) {
  u32 index = static_cast<u32>(held - thread.held);
  for (u32 i = index + 1; i < thread.held_count; ++i) thread.held[i - 1] = thread.held[i];
  --thread.held_count;
}

/// The lock's object: found by two loads where the thread has used the lock lately.
SyncObject &objectOf(Thread &thread, uptr lock, ObjectKind kind) {
  KnownObjects::Entry &known = thread.known_objects.of(lock);
  if (GORDIAN_LIKELY(known.address == lock) && loadRelaxed(&known.object->address) == lock && known.object->kind == kind)
    return *known.object;
  SyncObject &object = objects::get(thread, lock, kind);
  known = {lock, &object};
  return object;
}

/// Takes over what exclusive holders have published. Nothing is to be done where the thread has seen the last release,
/// as always when it was its own.
void acquireExclusivePart(Thread &thread, SyncObject &object, Operation operation) {
  const LastRelease &last = object.last_release;
  if (last.thread && last.clock_growth == object.clock.growth() && last.clock <= thread.seen.get(last.slot)) return;
  acquired(thread, object.clock, object, operation);
}

/// L = C_t. Where this thread released the lock last, and has learnt nothing since, only its own slot differs.
void releaseExclusive(Thread &thread, SyncObject &object) {
  LastRelease &last = object.last_release;
  if (last.thread == &thread && last.thread_growth == thread.seen.growth() && last.clock_growth == object.clock.growth())
    object.clock.advance(thread.slot, thread.clock);
  else
    object.clock.assign(thread.seen);
  last = {&thread, thread.slot, thread.clock, thread.seen.growth(), object.clock.growth()};
  if (!object.read_clock.isEmpty()) object.read_clock.clear();
}

EventKind okEvent(ObjectKind kind) { return kind == ObjectKind::kRwLock ? EventKind::kRwOk : EventKind::kMutexOk; }
EventKind requestEvent(ObjectKind kind) { return kind == ObjectKind::kRwLock ? EventKind::kRwReq : EventKind::kMutexReq; }
EventKind releaseEvent(ObjectKind kind) {
  return kind == ObjectKind::kRwLock ? EventKind::kRwRelease : EventKind::kMutexRelease;
}

}  // namespace

void lockInit(Thread &thread, uptr lock, ObjectKind kind, u32 flags) {
  Operating operating(thread);
  // What was here before is another object, with other clocks and another name.
  objects::destroy(lock);
  SyncObject &object = objects::get(thread, lock, kind);
  object.flags = flags;
  logEvent(thread, EventKind::kObjectInit, &object);
}

void lockDestroy(Thread &thread, uptr lock, ObjectKind) {
  Operating operating(thread);
  SyncObject *object = objects::find(lock);
  if (!object) return;
  if (object->owner || object->readers) {
    Other other;
    if (object->owner) other = {raw(object->owner->id), object->owner_site, object->owner_stack};
    reportMisuse(thread, log_format::FindingKind::kDestroyOfLockedMutex, object, other);
    if (HeldLock *held = findHeld(thread, object->index)) removeHeld(thread, held);
  }
  if (object->log_id) logEvent(thread, EventKind::kObjectDestroy, object);
  objects::destroy(lock);
}

void lockWaiting(Thread &thread, uptr lock, ObjectKind kind, LockMode mode, bool is_timed) {
  Operating operating(thread);
  SyncObject &object = objectOf(thread, lock, kind);
  u16 flags = is_timed ? log_format::kEventTimed : 0;
  logShortEvent(thread, requestEvent(kind), object, 0, static_cast<u32>(mode), flags);
  u32 operation = static_cast<u32>(mode == LockMode::kShared ? Operation::kLockShared : Operation::kLock);
  WaitCase wait_case{object.index, operation};
  // Before it blocks for ever: the same thread has it, and it is not recursive.
  if (!is_timed && loadRelaxed(&object.owner) == &thread && !(object.flags & log_format::kObjectRecursive))
    reportMisuse(thread, log_format::FindingKind::kDoubleLock, &object,
                 {raw(thread.id), object.owner_site, object.owner_stack});
  deadlock::waitBegin(thread, operation, &wait_case, 1, is_timed);
  deadlock::check(thread);
}

void lockWaited(Thread &thread, uptr) {
  RuntimeScope scope(thread);
  deadlock::waitEnd(thread);
}

void lockAcquired(Thread &thread, uptr lock, ObjectKind kind, LockMode mode, bool is_try, bool is_timed) {
  Operating operating(thread);
  SyncObject &object = objectOf(thread, lock, kind);
  if (HeldLock *held = findHeld(thread, object.index)) {
    ++held->depth;  // recursive: only the outermost level orders
    thread.sync_site = Site{};
    return;
  }
  u32 stack = log::stackOfCall(thread), sequence;
  {
    SpinGuard guard(object.lock);
    sequence = ++object.sequence;
    if (mode == LockMode::kExclusive) {
      object.owner = &thread;
      object.owner_site = thread.sync_site;
      object.owner_stack = stack;
      if (!object.read_clock.isEmpty()) acquired(thread, object.read_clock, object, Operation::kLock);
    } else {
      ++object.readers;
    }
    acquireExclusivePart(thread, object, mode == LockMode::kExclusive ? Operation::kLock : Operation::kLockShared);
  }
  // Who tries, or gives up in time, waits for nobody.
  if (!is_try && !is_timed)
    for (u32 i = 0; i < thread.held_count; ++i) lock_orders::took(thread.held[i].object, object.index);
  pushHeld(thread, {object.index, static_cast<u32>(mode), 1, thread.sync_site, stack});
  thread.history.lock(object.index, static_cast<u32>(mode), thread.sync_site);
  u16 flags = static_cast<u16>((is_try ? log_format::kEventTry : 0) | (is_timed ? log_format::kEventTimed : 0));
  logEvent(thread, okEvent(kind), &object,
           {.sequence = sequence, .value = static_cast<u32>(mode), .extra = raw(thread.clock), .flags = flags, .stack = stack});
  thread.sync_site = Site{};
}

void lockReleasing(Thread &thread, uptr lock, ObjectKind kind) {
  Operating operating(thread);
  SyncObject &object = objectOf(thread, lock, kind);
  HeldLock *held = findHeld(thread, object.index);
  if (held && --held->depth > 0) {
    thread.sync_site = Site{};
    return;
  }
  u32 mode = held ? held->mode : 0, sequence;
  {
    SpinGuard guard(object.lock);
    sequence = ++object.sequence;
    if (held && mode == static_cast<u32>(LockMode::kShared)) {
      if (object.readers) --object.readers;
      object.read_clock.join(thread.seen);
    } else {
      if (!held) {
        bool is_owned = object.owner || object.readers;
        Other other;
        if (object.owner) other = {raw(object.owner->id), object.owner_site, object.owner_stack};
        reportMisuse(thread,
                     is_owned ? log_format::FindingKind::kUnlockByOtherThread : log_format::FindingKind::kUnlockOfUnlocked,
                     &object, other);
      }
      object.owner = nullptr;
      releaseExclusive(thread, object);
    }
  }
  if (held) removeHeld(thread, held);
  thread.history.unlock(object.index, thread.sync_site);
  logEvent(thread, releaseEvent(kind), &object, {.sequence = sequence, .value = mode, .extra = raw(thread.clock)});
  advanceClock(thread);
  thread.sync_site = Site{};
}

void lockIsOfNoThread(uptr lock) {
  if (SyncObject *object = objects::find(lock)) object->flags |= log_format::kObjectOfNoThread;
}

void locksAbandoned(Thread &thread) {
  constexpr u32 kOutlives = log_format::kObjectRobust | log_format::kObjectOfNoThread | log_format::kObjectProcessShared;
  for (u32 i = 0; i < thread.held_count; ++i) {
    const HeldLock &held = thread.held[i];
    SyncObject &object = objects::at(held.object);
    if (object.owner == &thread && !(object.flags & kOutlives))
      reportMisuseAt(thread, {raw(thread.id), held.site, held.stack}, log_format::FindingKind::kLockHeldAtThreadEnd, &object);
    SpinGuard guard(object.lock);
    if (object.owner == &thread) object.clock.join(thread.seen);
  }
}

}  // namespace gordian
