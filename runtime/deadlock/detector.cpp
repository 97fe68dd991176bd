// Announcing, granting and withdrawing waits, and the question before a thread sleeps; see detector.h.
#include "deadlock/detector.h"

#include "base/system.h"
#include "deadlock/analysis.h"
#include "deadlock/watchdog.h"
#include "log/lock_orders.h"
#include "log/writer.h"
#include "options.h"
#include "sync/object.h"

namespace gordian::deadlock {
namespace {

using log_format::Operation;

// The gap between two looks at sleeping threads when a thread asks that is about to sleep itself.
constexpr u64 kAskGap = 2'000'000;
// Where more threads than this are not announced as waiting, `check` does not look through the list for one that runs;
// the watchdog does.
constexpr u32 kFewThreads = 16;

/// The object of a case; null for nil channels, and for joins, whose cases hold thread numbers.
SyncObject *objectOf(const Wait &wait, const WaitCase &wait_case) {
  bool is_join = wait.operation == static_cast<u32>(Operation::kJoin);
  return is_join || wait_case.object == 0 ? nullptr : &objects::at(wait_case.object);
}

/// `waits.lock` is held here and in the next three.
void changed(Wait &wait) {
  ++wait.version;
  storeRelaxed(&waits.change_count, waits.change_count + 1);
}

void grant(Wait &wait) {
  if (!wait.is_active || wait.is_granted)
    return;
  wait.is_granted = true;
  changed(wait);
}

void withdraw(Wait &wait) {
  for (u32 i = 0; i < wait.case_count; ++i) {
    SyncObject *object = objectOf(wait, wait.cases[i]);
    if (!object)
      continue;
    u32 left = object->announced_waits ? object->announced_waits - 1 : 0;
    storeOrdered(&object->announced_waits, left);
    // One wake of those granted to nobody in particular was this thread's, unless it has been woken otherwise.
    if (object->pending_wakes && !wait.is_granted)
      --object->pending_wakes;
    object->pending_wakes = smallerOf(object->pending_wakes, left);
  }
  if (!wait.is_timed)
    fetchAdd(&waits.untimed_count, ~0u);
  wait.is_active = false;
  changed(wait);
}

/// For profiles: what this wait was for and how long it took. The only times in the log stand where a thread slept, and
/// there a look at the clock costs little.
void logBlocked(Thread &thread, u32 operation, u32 object, Site site, u64 began_ns) {
  u64 now = system::realtimeNs();
  u64 took_us = now > began_ns ? (now - began_ns) / 1000 : 0; // the clock may have been set back
  log_format::Event event{};
  event.kind = static_cast<u16>(log_format::EventKind::kBlocked);
  event.site = raw(site);
  event.object = object ? objects::logId(thread, objects::at(object)) : 0;
  event.value = operation;
  event.extra = began_ns;
  event.partner = static_cast<u32>(smallerOf<u64>(took_us, 0xffffffff));
  log::event(thread, event);
}

void setCases(Wait &wait, const WaitCase *cases, u32 count) {
  if (count > wait.case_capacity) {
    if (wait.cases)
      arena::release(wait.cases, wait.case_capacity * sizeof(WaitCase));
    wait.case_capacity = largerOf<u32>(4, 2 * count);
    wait.cases = static_cast<WaitCase *>(arena::allocate(wait.case_capacity * sizeof(WaitCase)));
  }
  for (u32 i = 0; i < count; ++i)
    wait.cases[i] = cases[i];
  wait.case_count = count;
}

/// Whether a wait with locks in hand may become a circle in another run. A condition's own mutex is about to be given back.
bool waitsHolding(const Thread &thread, Operation operation) {
  if (operation == Operation::kLock || operation == Operation::kLockShared)
    return false; // lockAcquired keeps those
  return thread.held_count > (operation == Operation::kConditionWait ? 1 : 0);
}

bool waitsForEver(const Wait &wait) { return wait.is_active && !wait.is_timed && !wait.is_granted; }

/// What a walk from a thread to the one it waits for, and so on, finds.
enum class Chain {
  kLive,   // somebody who runs, or whose wait is over: nobody on the way is stuck
  kClosed, // a circle, or holders that need the graph
  kOpen,   // a wait that others may end
};

/// The only one for whom `wait` waits. kClosed is returned where there is more than one.
Chain nextInChain(const Wait &wait, const Thread *&next) {
  next = nullptr;
  auto operation = static_cast<Operation>(wait.operation);
  if (operation == Operation::kJoin) {
    next = findAlive(wait.cases[0].object - 1);
    return Chain::kLive;
  }
  if (operation == Operation::kOnce) {
    next = loadRelaxed(&objects::at(wait.cases[0].object).owner);
    return next && !loadRelaxed(&next->is_alive) ? Chain::kOpen : Chain::kLive;
  }
  if (operation != Operation::kLock && operation != Operation::kLockShared)
    return Chain::kOpen;
  const SyncObject &object = objects::at(wait.cases[0].object);
  next = loadRelaxed(&object.owner);
  if (next || operation == Operation::kLockShared || loadRelaxed(&object.readers) == 0) {
    // Whoever ended with a lock in hand is no circle, but may be the reason why nobody is left.
    return next && !loadRelaxed(&next->is_alive) ? Chain::kOpen : Chain::kLive;
  }
  return Chain::kClosed;
}

Chain followChain(const Thread &first) {
  const Thread *at = &first;
  // A circle is no longer than there are threads.
  for (u32 steps = 0; steps <= threads::aliveCount(); ++steps) {
    if (!waitsForEver(at->wait))
      return Chain::kLive;
    const Thread *next;
    Chain chain = nextInChain(at->wait, next);
    if (chain != Chain::kLive || !next)
      return chain;
    if (next == &first)
      return Chain::kClosed;
    at = next;
  }
  return Chain::kClosed;
}

/// Nobody is found who runs. False also where looking would take long.
bool isNobodyLeft() {
  u32 alive = threads::aliveCount(), waiting = loadRelaxed(&waits.untimed_count);
  if (alive > waiting + kFewThreads)
    return false;
  SpinGuard guard(threads::listLock());
  for (const Thread *thread = threads::firstAlive(); thread; thread = thread->next_alive)
    if (!thread->is_system && !thread->is_parked && !waitsForEver(thread->wait))
      return false;
  return true;
}

} // namespace

void waitBegin(Thread &thread, u32 operation, const WaitCase *cases, u32 case_count, bool is_timed) {
  if (!options().detect_deadlocks || thread.is_system)
    return;
  if (!is_timed && waitsHolding(thread, static_cast<Operation>(operation)))
    lock_orders::waitedHolding();
  // Timed waits are never reported.
  u32 stack = is_timed ? 0 : log::stackOfCall(thread);
  u64 began_ns = options().log_events == Events::kNone ? 0 : system::realtimeNs();
  SpinGuard guard(waits.lock);
  Wait &wait = thread.wait;
  if (wait.is_active)
    withdraw(wait);
  setCases(wait, cases, case_count);
  wait.is_active = true;
  wait.is_timed = is_timed;
  wait.is_granted = false;
  wait.began_ns = began_ns;
  wait.operation = operation;
  wait.site = thread.sync_site;
  wait.stack = stack;
  for (u32 i = 0; i < case_count; ++i)
    if (SyncObject *object = objectOf(wait, cases[i]))
      fetchAdd(&object->announced_waits, 1u);
  if (!is_timed)
    fetchAdd(&waits.untimed_count, 1u);
  changed(wait);
}

void check(Thread &thread) {
  Chain chain;
  bool is_nobody_left;
  {
    SpinGuard guard(waits.lock);
    if (!waitsForEver(thread.wait))
      return;
    chain = followChain(thread);
    is_nobody_left = chain != Chain::kLive && isNobodyLeft();
    thread.wait.is_checking = true;
  }
  watchdog::ensureAwake();
  Answer answer = Answer::kNothing;
  if (is_nobody_left)
    answer = ask(&thread, {Scope::kEverything, true, false}, kAskGap);
  if (answer == Answer::kNothing && chain == Chain::kClosed)
    answer = ask(&thread, {Scope::kLocks, true, false}, kAskGap);
  {
    SpinGuard guard(waits.lock);
    thread.wait.is_checking = false;
  }
  if (answer == Answer::kSuspected)
    watchdog::hurry();
}

void waitEnd(Thread &thread) {
  // Only the thread itself begins its waits.
  Wait &wait = thread.wait;
  if (!wait.is_active)
    return;
  u32 object = wait.case_count == 1 && objectOf(wait, wait.cases[0]) ? wait.cases[0].object : 0;
  {
    SpinGuard guard(waits.lock);
    withdraw(wait);
  }
  if (wait.began_ns)
    logBlocked(thread, wait.operation, object, wait.site, wait.began_ns);
}

void granted(Thread &thread) {
  SpinGuard guard(waits.lock);
  grant(thread.wait);
}

void grantedAll(u32 object) {
  if (loadOrdered(&objects::at(object).announced_waits) == 0)
    return;
  SpinGuard guard(waits.lock);
  SpinGuard list_guard(threads::listLock());
  for (Thread *thread = threads::firstAlive(); thread; thread = thread->next_alive) {
    Wait &wait = thread->wait;
    if (!wait.is_active || wait.operation == static_cast<u32>(Operation::kJoin))
      continue;
    for (u32 i = 0; i < wait.case_count; ++i)
      if (wait.cases[i].object == object)
        grant(wait);
  }
}

void grantedSome(u32 object, u32 count) {
  SyncObject &waited = objects::at(object);
  if (loadOrdered(&waited.announced_waits) == 0)
    return;
  SpinGuard guard(waits.lock);
  waited.pending_wakes = smallerOf(waited.pending_wakes + count, waited.announced_waits);
  storeRelaxed(&waits.change_count, waits.change_count + 1);
}

void timersPending(s32 delta) { fetchAdd(&waits.pending_timers, delta); }

void resetAfterFork() {
  // The thread that called fork does not wait; the others are no more.
  waits.lock = SpinLock();
  waits.pending_timers = 0;
  waits.untimed_count = 0;
  watchdog::resetAfterFork();
  resetAnalysisAfterFork();
}

} // namespace gordian::deadlock
