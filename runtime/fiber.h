// Fibers: threads of the program that run on the threads of others. Coroutines with stacks, tasks of OpenMP.
//
// A fiber is a Thread of its own, with clock, frames and locks, so that two fibers which one thread runs in turn are not
// ordered by that. Whoever runs it is its carrier. Some fibers depend on the carrier: they ask for its number, or touch
// its thread-local storage. Those are ordered with whatever the carrier and other such fibers did there before, from the
// moment at which that shows, since the program relies on them never running at once.
#ifndef GORDIAN_FIBER_H
#define GORDIAN_FIBER_H

#include "thread.h"

namespace gordian::fibers {

/// The Thread of the calling thread itself, also while it runs a fiber. Null where there is none.
Thread *carrier();

/// Makes `next`, a fiber or the carrier itself, the current one of the calling thread. What ran until now is parked. No
/// order is made. Must not be called inside a RuntimeScope of either.
void switchTo(Thread &next);

/// The current fiber depends on its carrier from now on. Does nothing for threads.
void dependOnCarrier(Thread &thread);

/// Calls dependOnCarrier if `thread` is a fiber and `address` lies in its carrier's thread-local storage.
inline void touched(Thread &thread, uptr address) {
  if (GORDIAN_LIKELY(!thread.carrier) || thread.is_bound) return;
  if (address - thread.carrier->tls_begin < thread.carrier->tls_end - thread.carrier->tls_begin) dependOnCarrier(thread);
}

/// Whether `thread` and whoever has `slot` are shares of one thread (openmp/shares.h), or a share and that thread.
inline bool areSharesOfOne(const Thread &thread, ThreadSlot slot) {
  const Thread *other = threads::ofSlot(slot);
  return thread.share_of && other && other->share_of == thread.share_of;
}
/// Whether `address` belongs to the thread whose share `thread` is: to its stack since the region began, or to a block
/// that one of its shares took from the heap.
bool isOwnMemory(const Thread &thread, uptr address);

/// A fiber is about to begin at this depth of the carrier's stack: nobody's frames are below, whatever was recorded.
void forgetStackBelow(uptr frame);

}  // namespace gordian::fibers

#endif
