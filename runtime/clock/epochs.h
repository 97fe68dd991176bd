// Whose epoch a number is: numbers are handed out in blocks, and a table says to which thread, from which clock on.
//
// May use base/ only. Thread-safe. A thread takes a block of 1024 numbers at a time, so that an epoch costs an increment.
// After 2^32 epochs of the process numbers would mean two moments: areUsedUp() says so, and races are no longer reported.
#ifndef GORDIAN_CLOCK_EPOCHS_H
#define GORDIAN_CLOCK_EPOCHS_H

#include "base/atomic.h"
#include "clock/epoch.h"

namespace gordian::epochs {

inline constexpr u32 kBlockBits = 10;
inline constexpr u32 kBlockEpochs = 1u << kBlockBits;
inline constexpr u32 kBlocks = 1u << (32 - kBlockBits);
/// For each block: clock of its first epoch << 16 | slot.
extern u64 *owners;

/// Makes the table. Ends the process with a sentence if there is no room for it.
void start();

/// Takes a block for `slot`, whose next epoch has `clock`; returns the number of that epoch.
Epoch takeBlock(ThreadSlot slot, Clock clock);

/// The number of the epoch after `current` of the same thread, which has `clock`.
inline Epoch after(Epoch current, ThreadSlot slot, Clock clock) {
  u32 number = raw(current) + 1;
  return GORDIAN_LIKELY(number & (kBlockEpochs - 1)) ? static_cast<Epoch>(number) : takeBlock(slot, clock);
}

inline Moment momentOf(Epoch epoch) {
  u64 owner = loadRelaxed(&owners[raw(epoch) >> kBlockBits]);
  return {static_cast<ThreadSlot>(owner & 0xffff), static_cast<Clock>((owner >> 16) + (raw(epoch) & (kBlockEpochs - 1)))};
}

/// Whether a number that was handed out before has been handed out again.
bool areUsedUp();

}  // namespace gordian::epochs

#endif
