// The common cases of the check of one plain access in one granule: what check_access.cpp does in general, for a cell that
// holds at most two accesses, all of them ordered before this one. Whatever else it finds it leaves untouched, and says so.
//
// For race/access_hooks.cpp and race/check_range.cpp, inside a RuntimeScope. Compiled for general registers only.
#ifndef GORDIAN_RACE_QUICK_CHECK_H
#define GORDIAN_RACE_QUICK_CHECK_H

#include "abi/hooks.h"
#include "abi/log_format.h"
#include "race/block.h"
#include "race/check_access.h"

namespace gordian::quick {

using log_format::Operation;

enum class Kind { kRead, kWrite };

/// Whose the block is: all that the cells of a held one say is ordered, and nobody else looks at them.
enum class Block { kHeld, kShared };

/// Whether `cell` says that this thread has made such an access to all of `mask` in this epoch.
GORDIAN_ALWAYS_INLINE bool isCovered(const Thread &thread, Cell cell, u32 mask) {
  if (((raw(cell) ^ thread.epoch_bits) & cell::kEpochBits) != 0) return false;
  if ((mask == 0x0f || mask == 0xf0 || mask == 0xff) && (raw(cell) & cell::halvesOf(mask)) == cell::halvesOf(mask)) return true;
  return (mask & ~patterns::plainMaskOf(cell::patternOf(cell))) == 0;
}

/// One access about to be added to a cell that holds `old`.
template <Block kBlock> struct Addition {
  Thread &thread;
  u64 *cell_word;
  uptr granule;
  u32 plane;
  u64 old;

  bool isOld(u64 cell) const { return ((cell ^ thread.epoch_bits) & cell::kEpochBits) != 0; }
  bool isBefore(u64 cell) const { return kBlock == Block::kHeld || isOrdered(thread, static_cast<Cell>(cell)); }

  /// The twin stays as it is.
  GORDIAN_ALWAYS_INLINE bool store(u64 desired) const {
    if (kBlock == Block::kShared) return shadow::exchange(cell_word, static_cast<Cell>(old), static_cast<Cell>(desired));
    storeRelaxed(cell_word, desired);
    return true;
  }
  /// In a shared block the cell is locked meanwhile. The lock itself is the fence before the look at the other planes:
  /// whoever finds it waits, so unlocking needs none.
  GORDIAN_ALWAYS_INLINE bool store(u64 desired, u64 twin) const {
    u64 *twin_word = shadow::twinOf(cell_word, plane);
    if (kBlock == Block::kHeld) {
      storeRelaxed(twin_word, twin);
      storeRelaxed(cell_word, desired | cell::kSpilledBit);
      return true;
    }
    storeRelaxed(&thread.updating, granule | 1);
    bool is_locked = shadow::exchange(cell_word, static_cast<Cell>(old), static_cast<Cell>(old | cell::kLockedBit));
    if (is_locked) {
      storeRelaxed(twin_word, twin);
      storeRelease(cell_word, desired | cell::kSpilledBit);
    }
    storeRelaxed(&thread.updating, uptr{0});
    return is_locked;
  }
};

/// What is left of an older access when the bytes outside `kept` are replaced.
inline u64 remnant(Thread &thread, u64 cell, u32 kept) {
  Pattern pattern = patterns::only(*thread.patterns, cell::patternOf(static_cast<Cell>(cell)), kept);
  return cell::whenOf(static_cast<Cell>(cell)) | raw(pattern);
}

/// Adds an access of `site` to the bytes of `mask`, which the cell does not cover alone. False if it is none of the cases
/// here, or somebody else changed the cell meanwhile.
template <Block kBlock>
GORDIAN_ALWAYS_INLINE bool add(Thread &thread, u64 *cell_word, u32 plane, uptr granule, u32 mask, u32 site) {
  u64 old = loadRelaxed(cell_word);
  Addition<kBlock> addition{thread, cell_word, granule, plane, old};
  Cell cell = static_cast<Cell>(old);
  auto made = [&](u32 bytes, u32 covered) {
    return thread.epoch_bits | cell::halvesOf(covered) | cell::positionBits(thread.history.position()) |
           raw(patterns::of(*thread.patterns, static_cast<Site>(site), bytes, false));
  };
  if (!old) return addition.store(made(mask, mask));
  if (GORDIAN_UNLIKELY(cell::isRecord(cell)))
    return kBlock == Block::kHeld && addToHeldRecord(thread, cell_word, plane, granule, mask, static_cast<Site>(site));
  if (GORDIAN_UNLIKELY(cell::isLocked(cell))) return false;
  Pattern pattern = cell::patternOf(cell);
  u32 old_mask = patterns::maskOf(pattern);
  // An access to all eight bytes stands for whatever was there before.
  if (kBlock == Block::kHeld && mask == 0xff) return addition.store(made(mask, mask));
  u64 twin = cell::isSpilled(cell) ? loadRelaxed(shadow::twinOf(cell_word, plane)) : 0;
  if (addition.isOld(old)) {
    if (!addition.isBefore(old)) return false;
    u32 rest = old_mask & ~mask;
    if (!twin) return rest ? addition.store(made(mask, mask), remnant(thread, old, rest)) : addition.store(made(mask, mask));
    if (!addition.isBefore(twin)) return false;
    u32 twin_mask = patterns::maskOf(cell::patternOf(static_cast<Cell>(twin))), twin_rest = twin_mask & ~mask;
    if (rest && twin_rest) return false;
    if (rest) return addition.store(made(mask, mask), remnant(thread, old, rest));
    if (!twin_rest) return addition.store(made(mask, mask));
    if (twin_rest == twin_mask) return addition.store(made(mask, mask) | cell::kSpilledBit);
    return addition.store(made(mask, mask), remnant(thread, twin, twin_rest));
  }
  if (patterns::atomicMaskOf(pattern)) return false;
  if (raw(patterns::siteOf(pattern)) != site) {
    // Two lines of one moment stand beside each other.
    if (twin) return false;
    u32 left = mask & ~old_mask;
    return addition.store(made(left, mask | old_mask), old);
  }
  u32 all = old_mask | mask;
  if (!twin) return addition.store(made(all, all));
  u32 twin_mask = patterns::maskOf(cell::patternOf(static_cast<Cell>(twin))), twin_rest = twin_mask & ~mask;
  if (!addition.isOld(twin)) {
    if (twin_rest != twin_mask || patterns::atomicMaskOf(cell::patternOf(static_cast<Cell>(twin)))) return false;
    return addition.store(made(all, all | twin_mask) | cell::kSpilledBit);
  }
  if (!addition.isBefore(twin)) return false;
  if (!twin_rest) return addition.store(made(all, all));
  if (twin_rest == twin_mask) return addition.store(made(all, all) | cell::kSpilledBit);
  return addition.store(made(all, all), remnant(thread, twin, twin_rest));
}

/// Whether what a cell of another plane holds is ordered before what the thread does: nothing to compare.
GORDIAN_ALWAYS_INLINE bool isPast(const Thread &thread, uptr granule, u32 plane) {
  u64 *cell_word = shadow::cellAt(granule, shadow::layout.keys[plane]);
  Cell cell = shadow::load(cell_word);
  if (cell == kEmptyCell) return true;
  if (GORDIAN_UNLIKELY(cell::isRecord(cell) || cell::isLocked(cell)) || !isOrdered(thread, cell)) return false;
  if (!cell::isSpilled(cell)) return true;
  Cell twin = shadow::load(shadow::twinOf(cell_word, plane));
  return isOrdered(thread, twin) && shadow::load(cell_word) == cell;
}

/// One granule's share, if it needs no more than this. False: nothing has been done.
template <Kind kKind> GORDIAN_ALWAYS_INLINE bool check(Thread &thread, uptr granule, u32 mask, u32 site) {
  u64 *cell_word = shadow::cellAt(granule, kKind == Kind::kWrite ? shadow::layout.keys[0] : thread.read_key);
  if (isCovered(thread, static_cast<Cell>(loadRelaxed(cell_word)), mask)) return true;
  if (GORDIAN_UNLIKELY(site - GORDIAN_FIRST_SITE >= patterns::kDirect - GORDIAN_FIRST_SITE)) return false;
  noteSite(thread, static_cast<Site>(site));
  thread.last_access_clock = thread.clock;
  u32 plane = kKind == Kind::kWrite ? 0 : shadow::readPlaneOf(thread.slot);
  u32 word = loadAcquire(shadow::blockWord(granule));
  if (shadow::holderOf(word) == thread.holder) {
    blocks::HeldUpdate update(thread, granule);
    return GORDIAN_LIKELY(update.isHeldAs(thread.holder)) && add<Block::kHeld>(thread, cell_word, plane, granule, mask, site);
  }
  if (GORDIAN_UNLIKELY(!shadow::isShared(word))) return false;
  if (kKind == Kind::kRead) blocks::notePlane(granule, plane);
  if (!add<Block::kShared>(thread, cell_word, plane, granule, mask, site)) return false;
  if (kKind == Kind::kRead) {
    if (GORDIAN_LIKELY(isPast(thread, granule, 0))) return true;
  } else {
    bool all_past = true;
    word = loadOrdered(shadow::blockWord(granule));
    for (u32 other = 1; other < shadow::kPlanes; ++other)
      if (shadow::mayHaveCells(word, other)) all_past &= isPast(thread, granule, other);
    if (GORDIAN_LIKELY(all_past)) return true;
  }
  u32 first = static_cast<u32>(__builtin_ctz(mask)), last = 31 - static_cast<u32>(__builtin_clz(mask));
  Operation operation = kKind == Kind::kWrite ? Operation::kWrite : Operation::kRead;
  compareAccess(thread, {granule + first, last - first + 1, static_cast<Site>(site), static_cast<u16>(operation), kKind == Kind::kWrite, false});
  return true;
}

}  // namespace gordian::quick

#endif
