// Memory that appears, disappears, or is touched by libc; see memory.h.
#include "race/memory.h"

#include "annotate/benign.h"
#include "options.h"
#include "race/check_access.h"
#include "race/shadow.h"
#include "sync/events.h"

namespace gordian {
namespace {

// Of a larger block, only what was touched is marked as freed: its shadow need not come into being for that.
constexpr u64 kWholeBlockBytes = 64 << 10;

/// A write to each block that was touched.
void writeTouched(Thread &thread, uptr begin, uptr end, Site site, Operation operation) {
  for (uptr part = begin; part < end;) {
    uptr stop = smallerOf<uptr>(end, (part | (shadow::kBlockBytes - 1)) + 1);
    if (loadRelaxed(shadow::blockWord(part))) checkAccess(thread, {part, stop - part, site, static_cast<u16>(operation), true, false});
    part = stop;
  }
}

void markFreed(Thread &thread, const HeapBlock &block, Site site) {
  if (block.size <= kWholeBlockBytes)
    checkAccess(thread, {block.address, block.size, site, static_cast<u16>(Operation::kFree), true, false});
  else
    writeTouched(thread, block.address, block.address + block.size, site, Operation::kFree);
}

/// The call was announced by the code from which it is made: a few instructions pass the arguments in between. Calls from
/// code that was not compiled with the plugin return to somewhere else.
bool isAnnounced(const Thread &thread) { return thread.call_pc - thread.memory_pc < 128; }

void libraryAccess(Thread &thread, const void *address, u64 size, bool is_write) {
  if (!size || thread.isUnchecked()) return;
  uptr at = reinterpret_cast<uptr>(address);
  if (at + size > shadow::kAddressLimit || at + size < at) return;
  // The loader maps libraries without telling anybody.
  if (GORDIAN_UNLIKELY(!shadow::isCovered(at) || !shadow::isCovered(at + size - 1))) shadow::cover(at, at + size);
  // The common case, everything touched in this epoch already, needs no frame.
  u64 key = is_write ? shadow::layout.keys[0] : thread.read_key;
  u32 upper = cell::upperHalf(thread.epoch);
  uptr covered = at & ~uptr{7};
  while (covered < at + size && loadRelaxed(shadow::cellAt(covered, key)) >> 32 == upper) covered += 8;
  if (covered >= at + size) return;
  if (covered > at) size -= covered - at, at = covered;
  Operation operation = is_write ? Operation::kRangeWrite : Operation::kRangeRead;
  Access access{at, size, thread.memory_site, static_cast<u16>(operation), is_write, false};
  if (isAnnounced(thread)) {
    RuntimeScope scope(thread);
    checkRange(thread, access);
    return;
  }
  access.site = static_cast<Site>(GORDIAN_SITE_LIBRARY);
  thread.sync_site = Site{};
  Operating operating(thread);
  checkRange(thread, access);
}

/// Blocks of an ignored region are a library's own: the site stays for the operation that the user announced.
void endHeapCall(Thread &thread) {
  if (!thread.ignore_depth) thread.sync_site = Site{};
}

}  // namespace

namespace {
RangeSet mapped_memory, stack_memory;
}  // namespace

void memoryMapped(uptr begin, u64 size) { mapped_memory.add(begin, begin + roundUp(size, kPageBytes)); }
void memoryUnmapped(uptr begin, u64 size) { mapped_memory.remove(begin, begin + roundUp(size, kPageBytes)); }
RangeSet &mappedMemory() { return mapped_memory; }
RangeSet &stackMemory() { return stack_memory; }
void resetMemoryAfterFork() {
  mapped_memory.resetLock();
  stack_memory.resetLock();
}

void memoryAllocated(Thread &thread, uptr address, u64 size) {
  Operating operating(thread);
  forgetAccesses(address, size);
  objects::addBlock(thread, address, size);
  endHeapCall(thread);
}

void memoryFreed(Thread &thread, uptr address) {
  Operating operating(thread);
  HeapBlock block;
  if (!objects::removeBlock(address, block)) return;
  if (options().detect_races && options().checks_memory && !thread.ignore_depth)
    markFreed(thread, block, static_cast<Site>(raw(thread.sync_site) | kFreeFlag));
  objects::destroyRange(address, address + block.size);
  benign::forget(address, block.size);
  endHeapCall(thread);
}

void memoryReset(uptr begin, u64 size) {
  forgetAccesses(begin, size);
  objects::destroyRange(begin, begin + size);
  benign::forget(begin, size);
}

void memoryMoving(Thread &thread, uptr begin, u64 size) {
  if (!options().detect_races || begin + size > shadow::kAddressLimit || begin + size < begin) return;
  Operating operating(thread);
  writeTouched(thread, begin, begin + size, thread.sync_site, Operation::kRangeWrite);
}

void libraryRead(Thread &thread, const void *address, u64 size) { libraryAccess(thread, address, size, false); }
void libraryWrite(Thread &thread, void *address, u64 size) { libraryAccess(thread, address, size, true); }

}  // namespace gordian
