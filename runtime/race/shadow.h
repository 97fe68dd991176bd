// Shadow memory: where the cells for an address lie, and how cells are exchanged.
//
// The address space is divided into regions of 256 MB. A region gets its shadow when it is first touched: one sparse
// mapping with five planes of cells (last write, and four for reads, chosen by the reader's slot), five planes of places
// (site and history position, parallel to the cells) and the meta plane (sync/object.h). Cells cover eight bytes.
// Regions without shadow share one read-only mapping of zeros, so that a check may always load. Nothing is assumed of
// where the kernel puts a program: works with any ASLR, without re-exec.
// Planes are skewed by odd numbers of cache lines (FASTPATH.md section 2, point 1).
#ifndef GORDIAN_RACE_SHADOW_H
#define GORDIAN_RACE_SHADOW_H

#include "abi/hooks.h"
#include "base/atomic.h"
#include "clock/epoch.h"

namespace gordian::shadow {

inline constexpr u32 kReadPlanes = 4;
inline constexpr u64 kRegionBytes = u64{1} << GORDIAN_REGION_BITS;
inline constexpr u64 kPlaneStride = kRegionBytes + 4 * kPageBytes + 13 * kCacheLine;
inline constexpr u64 kPlaceDistance = (1 + kReadPlanes) * kPlaneStride;  // from a cell to its place word
inline constexpr u64 kMetaDistance = 2 * kPlaceDistance;
inline constexpr u64 kRegionShadowBytes = kMetaDistance + kRegionBytes / 2 + kPageBytes;
inline constexpr uptr kAddressLimit = uptr{1} << 47;

/// Makes the table ready. Ends the process with a sentence if there is not even room for the table.
void start();

/// The shadow base of the region of `address`: made if `is_needed`, else 0 where there is none.
uptr makeRegion(uptr address);
bool hasRegion(uptr address);

inline uptr cellAddress(uptr base, uptr address) { return base + (address & GORDIAN_REGION_MASK & ~u64{7}); }

/// The cell of the last write; may lie in the region of zeros.
inline u64 *peekWriteCell(uptr address) {
  return reinterpret_cast<u64 *>(cellAddress(__gordian_shadow[address >> GORDIAN_REGION_BITS], address));
}
/// As peekWriteCell, but a cell that can be written.
inline u64 *writeCell(uptr address) {
  uptr base = GORDIAN_LIKELY(hasRegion(address)) ? __gordian_shadow[address >> GORDIAN_REGION_BITS] : makeRegion(address);
  return reinterpret_cast<u64 *>(cellAddress(base, address));
}
constexpr u64 readPlaneDistance(ThreadSlot slot) { return (1 + raw(slot) % kReadPlanes) * kPlaneStride; }
inline u64 *planeOf(u64 *write_cell, u64 distance) { return reinterpret_cast<u64 *>(reinterpret_cast<uptr>(write_cell) + distance); }

inline u64 *placeWord(u64 *cell) { return planeOf(cell, kPlaceDistance); }
/// Word of the meta plane; the region must exist.
inline u32 *metaWord(uptr address) {
  uptr base = __gordian_shadow[address >> GORDIAN_REGION_BITS] + kMetaDistance;
  return reinterpret_cast<u32 *>(base + (address & GORDIAN_REGION_MASK) / 8 * 4);
}

inline Cell load(const u64 *cell) { return static_cast<Cell>(__atomic_load_n(cell, __ATOMIC_SEQ_CST)); }
inline bool exchange(u64 *cell, Cell expected, Cell desired) {
  u64 word = raw(expected);
  return compareExchange(cell, word, raw(desired));
}

/// Which of `pages` pages from `begin` are in memory (bit 0 of each byte); false if the kernel does not say.
bool residentPages(uptr begin, uptr pages, u8 *resident);

/// Gives the shadow pages that lie wholly within the cells of [begin, end) back, in all planes.
void discard(uptr begin, uptr end);

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

}  // namespace gordian::shadow

#endif
