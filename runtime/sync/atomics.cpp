// Atomics and fences; see atomics.h.
#include "sync/atomics.h"

#include "abi/hooks.h"
#include "race/check_access.h"
#include "race/shadow.h"
#include "sync/events.h"

namespace gordian {
namespace {

constexpr u32 kStripes = 1024;
struct alignas(kCacheLine) Stripe {
  SpinLock lock;
  bool is_mixed;     // operations of several sizes overlap somewhere here
  SyncObject *last;  // what was looked up last; it may have become another address's since
};
Stripe stripes[kStripes];

/// The bytes that one atomic operation can touch: all objects in such a line belong to one stripe.
constexpr uptr kLineBytes = 16;
u32 stripeOf(uptr address) { return static_cast<u32>((address >> 4) * 0x9e3779b97f4a7c15u >> 54) % kStripes; }

enum Order : u32 { kRelaxed = 0, kConsume = 1, kAcquire = 2, kRelease = 3, kAcquireRelease = 4, kSequential = 5 };
bool acquires(u32 order) { return order == kConsume || order == kAcquire || order == kAcquireRelease || order == kSequential; }
bool releases(u32 order) { return order == kRelease || order == kAcquireRelease || order == kSequential; }

/// Not every atomic operation is worth an event, but what a thread has been told by one is: without it the prediction of
/// deadlocks would take two threads that a flag keeps apart for ones that can meet.
void logTold(Thread &thread, SyncObject &object) {
  if (object.publisher == 0 || object.publisher == raw(thread.id) + 1) return;
  logEvent(thread, EventKind::kAcquire, nullptr, {.extra = object.publisher_events, .partner = object.publisher - 1});
}

void loadPart(Thread &thread, SyncObject &object, u32 order) {
  bool has_learned = acquires(order) ? acquired(thread, object.clock, object, Operation::kAtomicRead)
                                     : thread.acquire_fence.join(object.clock);
  if (has_learned) logTold(thread, object);
}

/// The object at `address`, whose stripe is held; null if there is none.
SyncObject *findUnder(Stripe &stripe, uptr address) {
  if (!stripe.last || loadRelaxed(&stripe.last->address) != address)
    stripe.last = objects::find(address);
  return stripe.last;
}

/// What a write publishes: everything with release, else what the last release fence had seen.
const VectorClock &message(Thread &thread, u32 order) { return releases(order) ? thread.seen : thread.release_fence; }

void storePart(Thread &thread, SyncObject &object, u32 order, bool continues) {
  if (continues) object.clock.join(message(thread, order));
  else object.clock.assign(message(thread, order));
}

void notePublisher(Thread &thread, SyncObject &object) {
  object.publisher = raw(thread.id) + 1;
  object.publisher_events = thread.log.events;
}

void moveClocks(Thread &thread, SyncObject &object, AtomicEffect effect, u32 order, bool is_cxx17, bool is_partial) {
  if (effect != AtomicEffect::kStore) loadPart(thread, object, order);
  if (effect == AtomicEffect::kStore) {
    bool continues = is_partial || (is_cxx17 && !releases(order) && object.head_thread == raw(thread.id) + 1);
    storePart(thread, object, order, continues);
    if (!continues) object.head_thread = releases(order) ? raw(thread.id) + 1 : 0;
    notePublisher(thread, object);
  } else if (effect == AtomicEffect::kReadModifyWrite) {
    storePart(thread, object, order, true);
    if (releases(order) && !object.head_thread) object.head_thread = raw(thread.id) + 1;
    if (releases(order)) notePublisher(thread, object);
  }
}

// ---- Operations of several sizes on overlapping bytes.
// An object's clock is the join of the messages that can be read in its bytes: a store replaces those of objects that it
// covers and adds to those of which it covers a part; an operation without an object reads those of all that it overlaps.

bool overlaps(const SyncObject &object, uptr address, u32 size) {
  return object.kind == ObjectKind::kAtomic && object.address < address + size && address < object.address + object.atomic_bytes;
}

/// Does `what` with each object but the one at `address` itself that shares bytes with the operation. Returns whether
/// there is any.
template <class What> bool forOverlapping(uptr address, u32 size, What what) {
  SyncObject *found[kLineBytes];
  uptr line = address & ~(kLineBytes - 1);
  bool is_any = false;
  for (u32 i = 0, count = objects::findWithin(line, line + kLineBytes, found, kLineBytes); i < count; ++i)
    if (found[i]->address != address && overlaps(*found[i], address, size)) {
      is_any = true;
      SpinGuard guard(found[i]->lock);
      what(*found[i]);
    }
  return is_any;
}

/// What the operation does to the objects that it overlaps beside its own, which is not locked now and may not exist.
GORDIAN_NOINLINE bool moveOverlapped(Thread &thread, uptr address, u32 size, AtomicEffect effect, u32 order, bool has_own) {
  return forOverlapping(address, size, [&](SyncObject &other) {
    if (effect != AtomicEffect::kStore && !has_own) loadPart(thread, other, order);
    if (effect == AtomicEffect::kLoad) return;
    bool is_covered = address <= other.address && other.address + other.atomic_bytes <= address + size;
    storePart(thread, other, order, effect == AtomicEffect::kReadModifyWrite || !is_covered);
    notePublisher(thread, other);
  });
}

/// From now on the object stands for `size` bytes: it reads what is left of messages in all of them.
void widen(SyncObject &object, uptr address, u32 size) {
  object.atomic_bytes = size;
  SpinGuard guard(object.lock);  // whoever holds another object's lock meanwhile holds the stripe too
  forOverlapping(address, size, [&](SyncObject &other) { object.clock.join(other.clock); });
}

void logAtomic(Thread &thread, SyncObject &object, AtomicEffect effect, u32 order, Site site) {
  if (options().log_events != Events::kAtomics) return;
  Site outer = thread.sync_site;
  thread.sync_site = site;
  EventKind kind = effect == AtomicEffect::kLoad    ? EventKind::kAtomicLoad
                   : effect == AtomicEffect::kStore ? EventKind::kAtomicStore
                                                    : EventKind::kAtomicRmw;
  logEvent(thread, kind, &object, {.sequence = ++object.sequence, .value = order});
  thread.sync_site = outer;
}

}  // namespace

void atomicBegin(Thread &thread, uptr address) {
  // A signal handler inside another atomic operation, or code that is ignored: the operation itself still happens.
  if (thread.ignore_depth || thread.in_runtime || thread.atomic_stripe) {
    ++thread.atomic_nesting;
    return;
  }
  u32 stripe = stripeOf(address);
  thread.atomic_stripe = stripe + 1;
  compilerBarrier();
  stripes[stripe].lock.lock();
}

void atomicEnd(Thread &thread, uptr address, u32 size, AtomicEffect effect, u32 order, Site site) {
  if (thread.atomic_nesting) {
    --thread.atomic_nesting;
    return;
  }
  if (!thread.atomic_stripe) return;
  bool is_cxx17 = order & GORDIAN_ORDER_UP_TO_CXX17;
  order &= GORDIAN_ORDER_MASK;
  bool writes = effect != AtomicEffect::kLoad, publishes = writes && releases(order);
  {
    RuntimeScope scope(thread);
    if (options().detect_races && options().checks_memory && !thread.ignore_accesses) {
      Operation operation = writes ? Operation::kAtomicWrite : Operation::kAtomicRead;
      checkAccess(thread, {address, size, site, static_cast<u16>(operation), writes, true});
    }
    // An object without a message clock is like one whose clock is empty: made only when there is something to keep.
    Stripe &stripe = stripes[thread.atomic_stripe - 1];
    SyncObject *object = findUnder(stripe, address);
    // Of an operation on a part of the object's bytes, the messages in the rest stay.
    bool is_partial = false;
    if (GORDIAN_UNLIKELY(!object || object->atomic_bytes != size || stripe.is_mixed)) {
      if (object && size > object->atomic_bytes) widen(*object, address, size);
      is_partial = object && size < object->atomic_bytes;
      stripe.is_mixed |= moveOverlapped(thread, address, size, effect, order, object);
    }
    if (!object && writes && !message(thread, order).isEmpty()) {
      stripe.last = object = &objects::get(thread, address, ObjectKind::kAtomic);
      // After moveOverlapped: of what a store covers, this message alone is left.
      widen(*object, address, size);
    }
    if (object) {
      Site outer = thread.sync_site;
      thread.sync_site = site;
      {
        SpinGuard guard(object->lock);
        moveClocks(thread, *object, effect, order, is_cxx17, is_partial);
        if (publishes) published(thread, *object, Operation::kAtomicWrite);
      }
      thread.sync_site = outer;
      logAtomic(thread, *object, effect, order, site);
    } else if (publishes) {
      advanceClock(thread);
    }
    stripe.lock.unlock();
    compilerBarrier();
    thread.atomic_stripe = 0;
  }
}

void atomicFence(Thread &thread, u32 order, Site) {
  if (thread.ignore_depth || thread.in_runtime) return;
  RuntimeScope scope(thread);
  order &= GORDIAN_ORDER_MASK;
  if (acquires(order)) thread.seen.join(thread.acquire_fence);
  if (releases(order)) {
    thread.release_fence.assign(thread.seen);
    advanceClock(thread);
  }
}

void abandonAtomic(Thread &thread) {
  thread.atomic_nesting = 0;
  if (!thread.atomic_stripe) return;
  stripes[thread.atomic_stripe - 1].lock.unlock();
  thread.atomic_stripe = 0;
}

void resetAtomicsAfterFork() {
  for (Stripe &stripe : stripes) stripe = {};
}

}  // namespace gordian
