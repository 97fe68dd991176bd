// Memory that appears, disappears, or is touched by libc on the program's behalf.
//
// Thread-safe. All functions take the calling thread.
#ifndef GORDIAN_RACE_MEMORY_H
#define GORDIAN_RACE_MEMORY_H

#include "base/range_set.h"
#include "thread.h"

namespace gordian {

/// A heap block of `size` bytes was handed out. Whatever was recorded for these bytes is forgotten.
void memoryAllocated(Thread &thread, uptr address, u64 size);
/// A heap block is about to be given back: counts as a write to all of it, whose report says "free". Does nothing for
/// blocks that memoryAllocated has not seen.
void memoryFreed(Thread &thread, uptr address);
/// [begin, end) was mapped afresh or is about to be unmapped: forgets what was recorded and gives shadow pages back.
void memoryReset(uptr begin, u64 size);
/// The program has mapped [begin, begin + size) itself, or is about to give it back: where it may keep pointers outside
/// the heap (an allocator of its own, say).
void memoryMapped(uptr begin, u64 size);
void memoryUnmapped(uptr begin, u64 size);
/// What it has mapped so and not given back.
RangeSet &mappedMemory();
/// The stacks that libc has given to threads, ended ones too: what is left there of one that has ended refers to nothing.
RangeSet &stackMemory();
/// In a child process: their locks are free.
void resetMemoryAfterFork();
/// [begin, end) is about to be moved elsewhere by `thread`: counts as a write to what was touched of it.
void memoryMoving(Thread &thread, uptr begin, u64 size);
/// libc reads or writes `size` bytes for the caller (memcpy, strlen ...).
void libraryRead(Thread &thread, const void *address, u64 size);
void libraryWrite(Thread &thread, void *address, u64 size);

}  // namespace gordian

#endif
