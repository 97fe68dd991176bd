// C and C++ atomics and fences: the clocks of ALGORITHMS.md section 1.5 (release sequences, all fence shapes).
//
// begin locks the stripe of the address, the program performs its native operation, end moves the clocks and unlocks: so
// the message clock of an object follows its real modification order.
#ifndef GORDIAN_SYNC_ATOMICS_H
#define GORDIAN_SYNC_ATOMICS_H

#include "thread.h"

namespace gordian {

enum class AtomicEffect { kLoad, kStore, kReadModifyWrite };

void atomicBegin(Thread &thread, uptr address);
/// `order` is a memory_order with GORDIAN_ORDER_UP_TO_CXX17 where it applies.
void atomicEnd(Thread &thread, uptr address, u32 size, AtomicEffect effect, u32 order, Site site);
void atomicFence(Thread &thread, u32 order, Site site);
/// The operation that `thread` had begun was left by a long jump.
void abandonAtomic(Thread &thread);
/// In a child process: stripes that other threads held at the fork are free again.
void resetAtomicsAfterFork();

}  // namespace gordian

#endif
