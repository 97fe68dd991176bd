// Switching between fibers; see fiber.h.
#include "fiber.h"

#include "race/check_access.h"
#include "race/shadow.h"
#include "sync/events.h"

namespace gordian::fibers {
namespace {

/// The clock through which fibers that depend on `carrier` are ordered.
SyncObject &orderOf(Thread &carrier) {
  if (!carrier.carried) carrier.carried = objects::makeUnaddressed(ObjectKind::kOther).index;
  return objects::at(carrier.carried);
}

void takeOver(Thread &thread, Thread &carrier) {
  if (!carrier.carried) return;
  SyncObject &order = objects::at(carrier.carried);
  SpinGuard guard(order.lock);
  acquired(thread, order.clock, order, Operation::kAcquire);
}

void handOver(Thread &fiber, Thread &carrier) {
  RuntimeScope scope(fiber);
  SyncObject &order = orderOf(carrier);
  {
    SpinGuard guard(order.lock);
    order.clock.join(fiber.seen);
  }
  published(fiber, order, Operation::kRelease);
}

/// Whether any shadow of [begin, end) has been touched.
bool isTouched(uptr begin, uptr end) {
  for (uptr at = begin; at < end; at = (at | (shadow::kBlockBytes - 1)) + 1)
    if (loadRelaxed(shadow::blockWord(at))) return true;
  return false;
}

}  // namespace

Thread *carrier() {
  Thread *thread = currentThread();
  return thread && thread->carrier ? thread->carrier : thread;
}

void switchTo(Thread &next) {
  Thread &previous = *currentThread(), &base = *carrier();
  if (&previous == &next) return;
  if (previous.is_bound && previous.carrier) handOver(previous, base);
  if (previous.is_fiber) {
    previous.carrier = nullptr;
    previous.os_tid = 0;
  }
  storeRelaxed(&previous.is_parked, true);
  storeRelaxed(&next.is_parked, false);
  if (next.is_fiber) {
    next.carrier = &base;
    next.os_tid = base.os_tid;
  }
  threads::install(next);
  if (next.is_bound || !next.is_fiber) {
    RuntimeScope scope(next);
    takeOver(next, base);
  }
}

void dependOnCarrier(Thread &thread) {
  if (!thread.carrier || thread.is_bound) return;
  Thread &base = *thread.carrier;
  thread.is_bound = true;
  // The carrier itself stands still meanwhile: what it did is known, and what it does next is in a new epoch.
  thread.seen.join(base.seen);
  advanceClock(base);
  takeOver(thread, base);
}

bool isOwnMemory(const Thread &thread, uptr address) {
  const Thread *owner = thread.share_of;
  if (owner->stack_begin <= address && address < owner->private_stack_end) return true;
  HeapBlock block;
  if (!objects::findBlock(address, block)) return false;
  for (const Thread *share : owner->shares)
    if (share && raw(share->id) == block.thread) return true;
  return false;
}

void forgetStackBelow(uptr frame) {
  constexpr uptr kStep = 256 << 10;
  Thread *base = carrier();
  if (!base || frame < base->stack_begin || frame >= base->stack_end) return;
  // Downwards while anything was recorded: deep recursion is rare, and most of a stack was never touched.
  while (frame > base->stack_begin) {
    uptr begin = frame - smallerOf<uptr>(kStep, frame - base->stack_begin);
    if (!isTouched(begin, frame)) return;
    forgetAccesses(begin, frame - begin);
    objects::destroyRange(begin, frame);
    frame = begin;
  }
}

}  // namespace gordian::fibers
