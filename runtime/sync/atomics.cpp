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
};
Stripe stripes[kStripes];

u32 stripeOf(uptr address) { return static_cast<u32>((address >> 4) * 0x9e3779b97f4a7c15u >> 54) % kStripes; }

enum Order : u32 { kRelaxed = 0, kConsume = 1, kAcquire = 2, kRelease = 3, kAcquireRelease = 4, kSequential = 5 };
bool acquires(u32 order) { return order == kConsume || order == kAcquire || order == kAcquireRelease || order == kSequential; }
bool releases(u32 order) { return order == kRelease || order == kAcquireRelease || order == kSequential; }

void loadPart(Thread &thread, SyncObject &object, u32 order) {
  if (acquires(order)) acquired(thread, object.clock, object, Operation::kAtomicRead);
  else thread.acquire_fence.join(object.clock);
}

/// What a write publishes: everything with release, else what the last release fence had seen.
const VectorClock &message(Thread &thread, u32 order) { return releases(order) ? thread.seen : thread.release_fence; }

void storePart(Thread &thread, SyncObject &object, u32 order, bool continues) {
  if (continues) object.clock.join(message(thread, order));
  else object.clock.assign(message(thread, order));
}

void moveClocks(Thread &thread, SyncObject &object, AtomicEffect effect, u32 order, bool is_cxx17) {
  if (effect != AtomicEffect::kStore) loadPart(thread, object, order);
  if (effect == AtomicEffect::kStore) {
    bool continues = is_cxx17 && !releases(order) && object.head_thread == raw(thread.id) + 1;
    storePart(thread, object, order, continues);
    if (!continues) object.head_thread = releases(order) ? raw(thread.id) + 1 : 0;
  } else if (effect == AtomicEffect::kReadModifyWrite) {
    storePart(thread, object, order, true);
    if (releases(order) && !object.head_thread) object.head_thread = raw(thread.id) + 1;
  }
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
    if (options().detect_races) {
      Operation operation = writes ? Operation::kAtomicWrite : Operation::kAtomicRead;
      checkAccess(thread, {address, size, site, static_cast<u16>(operation), writes, true});
    }
    // An object without a message clock is like one whose clock is empty: made only when there is something to keep.
    SyncObject *object = objects::find(address);
    if (!object && writes && !message(thread, order).isEmpty()) object = &objects::get(thread, address, ObjectKind::kAtomic);
    if (object) {
      Site outer = thread.sync_site;
      thread.sync_site = site;
      {
        SpinGuard guard(object->lock);
        moveClocks(thread, *object, effect, order, is_cxx17);
        if (publishes) published(thread, *object, Operation::kAtomicWrite);
      }
      thread.sync_site = outer;
      logAtomic(thread, *object, effect, order, site);
    } else if (publishes) {
      advanceClock(thread);
    }
    stripes[thread.atomic_stripe - 1].lock.unlock();
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
  for (Stripe &stripe : stripes) stripe.lock = SpinLock();
}

}  // namespace gordian
