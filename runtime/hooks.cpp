// Every hook of abi/hooks.h but those of accesses and frames (race/access_hooks.cpp, race/frame_hooks.cpp): finds the thread, opens a RuntimeScope, calls the one function that knows.
#include "abi/hooks.h"

#include "base/arena.h"
#include "deadlock/detector.h"
#include "deadlock/leaks.h"
#include "options.h"
#include "race/check_access.h"
#include "start.h"
#include "sync/atomics.h"
#include "sync/channel.h"
#include "sync/events.h"
#include "sync/foreign_channel.h"
#include "sync/lock.h"
#include "sync/waiting.h"
#include "units.h"

using namespace gordian;
using log_format::ObjectKind;
using log_format::Operation;

namespace {

uptr addressOf(const void *pointer) { return reinterpret_cast<uptr>(pointer); }
Thread &threadOf(gordian_thread *token) { return *reinterpret_cast<Thread *>(token); }

void vptrAccess(Thread &thread, uptr address, u32 site, Operation operation) {
  if (thread.isUnchecked()) return;
  // A unit whose constructor has not run has no range of sites yet.
  if (site < GORDIAN_FIRST_SITE) site = GORDIAN_SITE_UNKNOWN;
  RuntimeScope scope(thread);
  checkAccess(thread, {address, 8, static_cast<Site>(site), static_cast<u16>(operation), operation == Operation::kVptrWrite, false});
}

u32 operationOfWait(u32 operation) {
  static constexpr Operation kOperations[] = {Operation::kUnknown, Operation::kSend, Operation::kReceive, Operation::kSelect,
                                              Operation::kWaitGroupWait, Operation::kLock, Operation::kLockShared, Operation::kOnce};
  return static_cast<u32>(operation < sizeof kOperations / sizeof kOperations[0] ? kOperations[operation] : Operation::kUnknown);
}

ObjectKind kindOfWait(u32 operation) {
  switch (operation) {
  case GORDIAN_WAIT_SEND:
  case GORDIAN_WAIT_RECEIVE: return ObjectKind::kChannel;
  case GORDIAN_WAIT_WAIT_GROUP: return ObjectKind::kWaitGroup;
  case GORDIAN_WAIT_LOCK:
  case GORDIAN_WAIT_LOCK_SHARED: return ObjectKind::kRwLock;
  case GORDIAN_WAIT_ONCE: return ObjectKind::kOnce;
  default: return ObjectKind::kOther;
  }
}

log_format::EventKind eventOfWait(u32 operation) {
  using log_format::EventKind;
  switch (operation) {
  case GORDIAN_WAIT_SEND: return EventKind::kChanSendReq;
  case GORDIAN_WAIT_RECEIVE: return EventKind::kChanRecvReq;
  case GORDIAN_WAIT_SELECT: return EventKind::kSelectReq;
  case GORDIAN_WAIT_ONCE: return EventKind::kOnceEnter;
  default: return EventKind::kRwReq;
  }
}

}  // namespace

GORDIAN_EXPORT void __gordian_unit_register(struct gordian_unit *unit) {
  ensureStarted();
  units::add(*unit);
}
GORDIAN_EXPORT void __gordian_unit_unregister(struct gordian_unit *unit) { units::remove(*unit); }

GORDIAN_EXPORT void __gordian_unit_note(const char *sentence) { log::note(sentence); }

GORDIAN_EXPORT void __gordian_unfinished_thread(void) {
  Thread *thread = currentThread();
  if (!thread || thread->ignore_depth) return;
  Operating operating(*thread);
  reportMisuse(*thread, log_format::FindingKind::kDestroyOfUnfinishedThread, nullptr);
}

GORDIAN_EXPORT void __gordian_vptr_read(const void *address, uint32_t site) {
  if (Thread *thread = currentThread()) vptrAccess(*thread, addressOf(address), site, Operation::kVptrRead);
}
GORDIAN_EXPORT void __gordian_vptr_write(void *address, const void *new_value, uint32_t site) {
  Thread *thread = currentThread();
  if (!thread || loadRelaxed(static_cast<const void **>(address)) == new_value) return;
  vptrAccess(*thread, addressOf(address), site, Operation::kVptrWrite);
}

GORDIAN_EXPORT void __gordian_atomic_begin(const void *address, uint32_t) {
  if (Thread *thread = currentThread()) atomicBegin(*thread, addressOf(address));
}
GORDIAN_EXPORT void __gordian_atomic_load_end(const void *address, uint32_t size, uint32_t order, uint32_t site) {
  if (Thread *thread = currentThread())
    atomicEnd(*thread, addressOf(address), size, AtomicEffect::kLoad, order, static_cast<Site>(site));
}
GORDIAN_EXPORT void __gordian_atomic_store_end(void *address, uint32_t size, uint32_t order, uint32_t site) {
  if (Thread *thread = currentThread())
    atomicEnd(*thread, addressOf(address), size, AtomicEffect::kStore, order, static_cast<Site>(site));
}
GORDIAN_EXPORT void __gordian_atomic_rmw_end(void *address, uint32_t size, uint32_t order, uint32_t site) {
  if (Thread *thread = currentThread())
    atomicEnd(*thread, addressOf(address), size, AtomicEffect::kReadModifyWrite, order, static_cast<Site>(site));
}
GORDIAN_EXPORT void __gordian_atomic_cas_end(void *address, uint32_t size, uint32_t success, uint32_t failure, uint32_t ok,
                                             uint32_t site) {
  if (Thread *thread = currentThread())
    atomicEnd(*thread, addressOf(address), size, ok ? AtomicEffect::kReadModifyWrite : AtomicEffect::kLoad,
              ok ? success : failure, static_cast<Site>(site));
}
GORDIAN_EXPORT void __gordian_atomic_fence(uint32_t order, uint32_t site) {
  if (Thread *thread = currentThread()) atomicFence(*thread, order, static_cast<Site>(site));
}

GORDIAN_EXPORT void __gordian_at(uint32_t site) {
  Thread *thread = currentThread();
  if (!thread) return;
  thread->sync_site = static_cast<Site>(site);
  thread->sync_depth = thread->history.depth();
}

GORDIAN_EXPORT void __gordian_at_memory(uint32_t site) {
  Thread *thread = currentThread();
  if (!thread) return;
  thread->memory_site = static_cast<Site>(site);
  thread->memory_pc = addressOf(__builtin_return_address(0));
}

GORDIAN_EXPORT void __gordian_ignore_begin(void) {
  Thread *thread = currentThread();
  if (!thread || thread->ignore_depth++) return;
  threads::showEpoch(*thread);
}
GORDIAN_EXPORT void __gordian_ignore_end(void) {
  Thread *thread = currentThread();
  if (!thread || !thread->ignore_depth || --thread->ignore_depth) return;
  threads::showEpoch(*thread);
}

GORDIAN_EXPORT void *__gordian_foreign_begin(const void *channel, uint32_t role, uint64_t value) {
  Thread *thread = currentThread();
  if (!thread) return nullptr;
  void *operation = nullptr;
  uptr address = addressOf(channel);
  if (!thread->ignore_depth) switch (role & GORDIAN_FOREIGN_ROLE) {
    case GORDIAN_FOREIGN_SEND:
    case GORDIAN_FOREIGN_RECEIVE:
      operation = foreignBegin(*thread, address, (role & GORDIAN_FOREIGN_ROLE) == GORDIAN_FOREIGN_SEND);
      break;
    case GORDIAN_FOREIGN_CLOSE: foreignClose(*thread, address); break;
    case GORDIAN_FOREIGN_MAKE: foreignMake(*thread, address); break;
    case GORDIAN_FOREIGN_DESTROY: foreignDestroy(*thread, address); break;
    case GORDIAN_FOREIGN_EMPTY: foreignEmptied(*thread, address); break;
    case GORDIAN_FOREIGN_CAPACITY: foreignCapacity(*thread, address, value); break;
    default: break;
  }
  if (role & GORDIAN_FOREIGN_HIDES) __gordian_ignore_begin();
  return operation;
}
GORDIAN_EXPORT void __gordian_foreign_end(void *operation, uint32_t role, uint32_t is_done) {
  if (role & GORDIAN_FOREIGN_HIDES) __gordian_ignore_end();
  Thread *thread = currentThread();
  if (thread && operation) foreignEnd(*thread, *static_cast<ForeignOperation *>(operation), is_done);
}

GORDIAN_EXPORT void __gordian_release(const void *object) {
  if (Thread *thread = currentThread()) releaseObject(*thread, addressOf(object), ObjectKind::kOther);
}
GORDIAN_EXPORT void __gordian_acquire(const void *object) {
  if (Thread *thread = currentThread()) acquireObject(*thread, addressOf(object), ObjectKind::kOther);
}
GORDIAN_EXPORT void __gordian_object_destroy(const void *object) {
  if (Thread *thread = currentThread()) destroyObject(*thread, addressOf(object));
}
GORDIAN_EXPORT void __gordian_lock_acquired(const void *lock, uint32_t mode) {
  if (Thread *thread = currentThread())
    lockAcquired(*thread, addressOf(lock), ObjectKind::kRwLock, static_cast<LockMode>(mode), false);
}
GORDIAN_EXPORT void __gordian_lock_released(const void *lock, uint32_t) {
  if (Thread *thread = currentThread()) lockReleasing(*thread, addressOf(lock), ObjectKind::kRwLock);
}

GORDIAN_EXPORT void __gordian_wait_group_add(const void *group, int64_t delta, int64_t after) {
  if (Thread *thread = currentThread()) waitGroupAdd(*thread, addressOf(group), delta, after);
}
GORDIAN_EXPORT void __gordian_wait_group_waited(const void *group) {
  if (Thread *thread = currentThread()) waitGroupWaited(*thread, addressOf(group));
}

GORDIAN_EXPORT gordian_thread *__gordian_current(void) { return reinterpret_cast<gordian_thread *>(currentThread()); }

GORDIAN_EXPORT void __gordian_chan_make(const void *channel, uint64_t capacity, uint64_t element_size) {
  if (Thread *thread = currentThread()) channelMake(*thread, addressOf(channel), capacity, element_size);
}
GORDIAN_EXPORT void __gordian_chan_destroy(const void *channel) {
  if (Thread *thread = currentThread()) destroyObject(*thread, addressOf(channel));
}
GORDIAN_EXPORT void __gordian_chan_send(const void *channel, gordian_thread *of, uint64_t k, uint64_t length) {
  Thread *thread = currentThread();
  if (thread && of) channelExchange(*thread, threadOf(of), addressOf(channel), k, length, true);
}
GORDIAN_EXPORT void __gordian_chan_receive(const void *channel, gordian_thread *of, uint64_t k, uint64_t length) {
  Thread *thread = currentThread();
  if (thread && of) channelExchange(*thread, threadOf(of), addressOf(channel), k, length, false);
}
GORDIAN_EXPORT void __gordian_chan_rendezvous(const void *channel, gordian_thread *sender, gordian_thread *receiver, uint64_t k) {
  Thread *thread = currentThread();
  if (thread && sender && receiver) channelRendezvous(*thread, threadOf(sender), threadOf(receiver), addressOf(channel), k);
}
GORDIAN_EXPORT void __gordian_chan_close(const void *channel) {
  if (Thread *thread = currentThread()) channelClose(*thread, addressOf(channel));
}
GORDIAN_EXPORT void __gordian_chan_receive_closed(const void *channel, gordian_thread *of) {
  Thread *thread = currentThread();
  if (thread && of) channelReceiveClosed(*thread, threadOf(of), addressOf(channel));
}
GORDIAN_EXPORT void __gordian_chan_send_on_closed(const void *channel, gordian_thread *of) {
  Thread *thread = currentThread();
  if (thread && of) channelSendOnClosed(*thread, threadOf(of), addressOf(channel));
}
GORDIAN_EXPORT void __gordian_chan_close_of_closed(const void *channel) {
  if (Thread *thread = currentThread()) channelCloseOfClosed(*thread, addressOf(channel));
}

GORDIAN_EXPORT void __gordian_chan_attempt(const void *channel, uint32_t bits) {
  if (Thread *thread = currentThread()) channelAttempt(*thread, addressOf(channel), bits);
}

GORDIAN_EXPORT void __gordian_wait_begin(uint32_t operation, const struct gordian_wait_case *cases, uint32_t count, uint32_t timed) {
  Thread *thread = currentThread();
  if (!thread) return;
  Operating operating(*thread);
  WaitCase *wait_cases = static_cast<WaitCase *>(arena::allocate((count + 1) * sizeof(WaitCase)));
  for (u32 i = 0; i < count; ++i) {
    uptr object = addressOf(cases[i].object);
    wait_cases[i].operation = operationOfWait(cases[i].operation);
    wait_cases[i].object = object ? objects::get(*thread, object, kindOfWait(cases[i].operation)).index : 0;
  }
  if (operation == GORDIAN_WAIT_WAIT_GROUP) {
    if (count) waitGroupWaiting(*thread, addressOf(cases[0].object));
  } else {
    SyncObject *object = count && wait_cases[0].object ? &objects::at(wait_cases[0].object) : nullptr;
    u16 flags = static_cast<u16>(thread->attempt_flags | (timed ? log_format::kEventTimed : 0));
    logEvent(*thread, eventOfWait(operation), object, {.value = count, .flags = flags});
  }
  deadlock::waitBegin(*thread, operationOfWait(operation), wait_cases, count, timed != 0);
  arena::release(wait_cases, (count + 1) * sizeof(WaitCase));
}
GORDIAN_EXPORT void __gordian_wait_check(void) {
  Thread *thread = currentThread();
  if (!thread) return;
  RuntimeScope scope(*thread);
  deadlock::check(*thread);
}
GORDIAN_EXPORT void __gordian_wait_end(void) {
  Thread *thread = currentThread();
  if (!thread) return;
  RuntimeScope scope(*thread);
  deadlock::waitEnd(*thread);
}
GORDIAN_EXPORT void __gordian_wait_granted(const void *object) {
  Thread *thread = currentThread();
  SyncObject *known = thread ? objects::find(addressOf(object)) : nullptr;
  if (!known) return;
  RuntimeScope scope(*thread);
  deadlock::grantedAll(known->index);
}

GORDIAN_EXPORT void __gordian_timers_pending(int32_t delta) { deadlock::timersPending(delta); }
GORDIAN_EXPORT void __gordian_system_thread(void) {
  if (Thread *thread = currentThread()) threads::markSystem(*thread);
}
GORDIAN_EXPORT uint32_t __gordian_next_thread(void) { return threads::nextId(); }
GORDIAN_EXPORT uint32_t __gordian_leaks_since(uint32_t first, const char *allowed) {
  Thread *thread = currentThread();
  return thread ? deadlock::checkLeaksSince(*thread, first, allowed) : 0;
}
GORDIAN_EXPORT void __gordian_timer_arm(const void *timer) {
  Thread *thread = currentThread();
  if (!thread) return;
  Operating operating(*thread);
  SyncObject &object = objects::get(*thread, addressOf(timer), ObjectKind::kOther);
  {
    SpinGuard guard(object.lock);
    object.clock.assign(thread->seen);
  }
  published(*thread, object, Operation::kRelease);
}
GORDIAN_EXPORT void __gordian_timer_fire(const void *timer) {
  Thread *thread = currentThread();
  if (!thread) return;
  Operating operating(*thread);
  SyncObject &object = objects::get(*thread, addressOf(timer), ObjectKind::kOther);
  SpinGuard guard(object.lock);
  thread->seen.assign(object.clock);
  thread->seen.set(thread->slot, thread->clock);
}
