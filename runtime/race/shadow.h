// Shadow memory: where the cells for an address lie, and whose a block of the program's memory is.
//
// Every 8 bytes (a granule) have one cell in each of five planes: the last write, and reads in four planes chosen by the
// reader's slot, so that data read by several threads hits inline for each. The cell of a granule is at its address XOR
// the plane's key. Keys flip bits from 39 up, so that a slab of 512 GB of the program goes to a free slab, and six bits
// of the cache line, so that program and planes never compete for one cache set (FASTPATH.md section 2, point 1; the
// lines of a page stay in the page, the bytes of a line in the line). They are chosen at start from where the program
// really lies: nothing is assumed of the kernel's layout. Each plane has a twin for the second access of spilled cells.
//
// A block of 512 bytes is virgin, held by one thread, or shared. Who holds a block updates its cells by plain stores; another
// thread that comes takes it over (race/block.h), which waits until the holder is out of its update. That is an
// asymmetric lock (biased locking; Dice, Huang, Yang, "Asymmetric Dekker Synchronization", 2001): the fence that the
// holder saves is membarrier(2) on the other side. A block that has changed hands too often is shared for good.
#ifndef GORDIAN_RACE_SHADOW_H
#define GORDIAN_RACE_SHADOW_H

#include "base/atomic.h"
#include "clock/epoch.h"

namespace gordian::shadow {

inline constexpr u32 kReadPlanes = 4;
inline constexpr u32 kPlanes = 1 + kReadPlanes;  // plane 0: the last write
inline constexpr uptr kAddressLimit = uptr{1} << 47;
inline constexpr u32 kSlabBits = 39;
inline constexpr u64 kSlabBytes = u64{1} << kSlabBits;
inline constexpr u32 kBlockShift = 9;
inline constexpr uptr kBlockBytes = uptr{1} << kBlockShift;

struct Layout {
  u64 keys[kPlanes];
  u64 twins[kPlanes];  // a cell's twin is at its address XOR this
  u64 meta;
  u32 *blocks;
};
extern Layout layout;

/// Chooses the layout and reserves it. Ends the process with a sentence if there is no room.
void start();
/// Makes sure that [begin, end) of the program has shadow; memory outside what start() saw may be mapped later. Ends the
/// process with a sentence if the shadow's place is taken.
void cover(uptr begin, uptr end);
/// Whether `address` has shadow.
bool isCovered(uptr address);
/// Where the slab of `address` ends.
constexpr uptr slabEnd(uptr address) { return (address | (kSlabBytes - 1)) + 1; }

inline u64 *cellAt(uptr granule, u64 key) { return reinterpret_cast<u64 *>(granule ^ key); }
inline u64 *twinOf(u64 *cell, u32 plane) { return reinterpret_cast<u64 *>(reinterpret_cast<uptr>(cell) ^ layout.twins[plane]); }
constexpr u32 readPlaneOf(ThreadSlot slot) { return 1 + raw(slot) % kReadPlanes; }
/// Word of the meta plane, which has one for each granule (sync/object.h). The address must be covered.
inline u32 *metaWord(uptr address) {
  constexpr u64 kInSlab = kSlabBytes - 1;
  uptr at = (address & ~uptr{7}) ^ layout.meta;
  return reinterpret_cast<u32 *>((at & ~kInSlab) + (at & kInSlab) / 2);
}

inline Cell load(const u64 *cell) { return static_cast<Cell>(__atomic_load_n(cell, __ATOMIC_SEQ_CST)); }
inline bool exchange(u64 *cell, Cell expected, Cell desired) {
  u64 word = raw(expected);
  return compareExchange(cell, word, raw(desired));
}

// ---- The word of a block: who holds it (16 bits), the planes that may have cells, how often it changed hands.

inline u32 *blockWord(uptr address) { return &layout.blocks[address >> kBlockShift]; }
/// Holder of a block all of whose cells are ordered before what it does: it need not compare.
constexpr u16 pureHolder(ThreadSlot slot) { return static_cast<u16>(raw(slot) + 1); }
/// With this bit: there may be others.
inline constexpr u16 kMixed = 0x8000;
inline constexpr u16 kShared = 0xffff;
constexpr u16 holderOf(u32 word) { return static_cast<u16>(word); }
constexpr ThreadSlot slotOfHolder(u16 holder) { return static_cast<ThreadSlot>((holder & ~kMixed) - 1); }
constexpr u32 planeBit(u32 plane) { return 1u << (16 + plane); }
/// The block is being taken. Meanwhile the old holder may still be inside an update: nobody else may touch the cells.
inline constexpr u32 kTaking = 1u << 31;
constexpr bool isShared(u32 word) { return (word & (kTaking | 0xffff)) == kShared; }
/// The planes in which the block may have cells.
constexpr bool mayHaveCells(u32 word, u32 plane) { return word & planeBit(plane); }

/// Which of `pages` pages from `begin` are in memory (bit 0 of each byte); false if the kernel does not say.
bool residentPages(uptr begin, uptr pages, u8 *resident);

/// Calls `visit(from, to)` for the parts of [begin, end) of shadow whose pages have been touched, by what the kernel says
/// (mincore), so that large untouched ranges cost a system call for each megabyte. Short ranges are visited whole.
template <class Visit> void forEachTouchedPart(uptr begin, uptr end, Visit visit) {
  constexpr uptr kShort = 16 * kPageBytes, kChunkPages = 256;
  if (end - begin <= kShort) {
    visit(begin, end);
    return;
  }
  u8 resident[kChunkPages];
  for (uptr chunk = begin / kPageBytes * kPageBytes; chunk < end; chunk += kChunkPages * kPageBytes) {
    uptr pages = smallerOf<uptr>(kChunkPages, (end - chunk + kPageBytes - 1) / kPageBytes);
    bool is_known = residentPages(chunk, pages, resident);
    for (uptr i = 0; i < pages; ++i) {
      if (is_known && !(resident[i] & 1)) continue;
      uptr page = chunk + i * kPageBytes;
      visit(largerOf(page, begin), smallerOf(page + kPageBytes, end));
    }
  }
}

/// Gives the shadow of the pages that lie wholly within [begin, end) back; their blocks are virgin afterwards.
void discard(uptr begin, uptr end);

}  // namespace gordian::shadow

#endif
