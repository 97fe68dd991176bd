// Blocks change hands; see block.h.
#include "race/block.h"

#include "base/system.h"
#include "race/check_access.h"

#include <linux/membarrier.h>

namespace gordian::blocks {
namespace {

using shadow::kTaking;
constexpr u32 kTurn = 1u << 24;  // counts how often it changed hands
constexpr u32 kMostTurns = 5;
constexpr u32 kMostAtOnce = 256;
constexpr u32 turnsOf(u32 word) { return word / kTurn & 15; }
constexpr u32 planesOf(u32 word) { return word & 0x1f0000; }

bool has_fence;
u64 next_taken;  // the block after the last one that was taken: takes that run on take more at a time
u32 taken_at_once = 1;

void registerFence() {
  has_fence = !system::failed(system::call(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED));
}

/// The planes in which a thread's own accesses go.
u32 ownPlanes(const Thread &thread) { return shadow::planeBit(0) | shadow::planeBit(shadow::readPlaneOf(thread.slot)); }

bool isOrderedCell(const Thread &thread, const u64 *cell_word, u32 plane) {
  Cell cell = static_cast<Cell>(loadRelaxed(cell_word));
  if (cell == kEmptyCell) return true;
  if (cell::isRecord(cell) || !isOrdered(thread, cell)) return false;
  return !cell::isSpilled(cell) || isOrdered(thread, static_cast<Cell>(loadRelaxed(shadow::twinOf(const_cast<u64 *>(cell_word), plane))));
}

/// Whether all that the cells of the block say is ordered before what `thread` does.
bool isAllOrdered(const Thread &thread, uptr block, u32 word) {
  for (u32 plane = 0; plane < shadow::kPlanes; ++plane) {
    if (!shadow::mayHaveCells(word, plane)) continue;
    for (uptr granule = block; granule < block + shadow::kBlockBytes; granule += 8)
      if (!isOrderedCell(thread, shadow::cellAt(granule, shadow::layout.keys[plane]), plane)) return false;
  }
  return true;
}

/// Nobody is in the block: gives it to `thread`, or to everybody once it has changed hands too often.
void hand(Thread &thread, u32 *word, uptr block) {
  u32 taken = loadRelaxed(word), turns = turnsOf(taken) + 1;
  u32 holder = shadow::kShared;
  if (turns < kMostTurns) holder = isAllOrdered(thread, block, taken) ? thread.holder : thread.holder | shadow::kMixed;
  storeOrdered(word, planesOf(taken) | ownPlanes(thread) | turns * kTurn | holder);
}

/// Takes the block of `granule`, and some that follow it, from the holder named by `seen`.
void take(Thread &thread, uptr granule, u32 seen) {
  u32 *first = shadow::blockWord(granule);
  u64 number = granule >> shadow::kBlockShift;
  u32 wanted = loadRelaxed(&next_taken) == number ? smallerOf(2 * loadRelaxed(&taken_at_once), kMostAtOnce) : 1;
  u32 count = 0;
  while (count < wanted) {
    u32 old = loadRelaxed(first + count);
    if (shadow::holderOf(old) != shadow::holderOf(seen) || old & kTaking || !compareExchange(first + count, old, old | kTaking)) break;
    ++count;
  }
  if (!count) return;
  // The holder's compare looks at the lower half of the word: that must not be its own any more.
  for (u32 i = 0; i < count; ++i) storeOrdered(reinterpret_cast<u16 *>(first + i), shadow::kShared);
  Thread *holder = threads::ofSlot(shadow::slotOfHolder(shadow::holderOf(seen)));
  if (loadAcquire(&holder->is_alive)) {
    system::call(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED);
    u32 spins = 0;
    for (uptr at; (at = loadAcquire(&holder->updating)) && (at >> shadow::kBlockShift) - number < count;) {
      if (++spins < 64) pause();
      else system::yield();
    }
  }
  storeRelaxed(&taken_at_once, wanted);
  storeRelaxed(&next_taken, number + count);
  while (count-- > 0) hand(thread, first + count, (number + count) << shadow::kBlockShift);
}

}  // namespace

void start() { registerFence(); }

u16 holderFor(Thread &thread, uptr granule) {
  u32 *word = shadow::blockWord(granule);
  for (u32 spins = 0;; ++spins) {
    u32 seen = loadOrdered(word);
    u16 holder = shadow::holderOf(seen);
    if (seen & kTaking) {
      if (spins < 64) pause();
      else system::yield();
    } else if (holder == shadow::kShared || (holder & ~shadow::kMixed) == thread.holder) {
      return holder;
    } else if (!holder) {
      compareExchange(word, seen, ownPlanes(thread) | (has_fence ? thread.holder : shadow::kShared));
    } else {
      take(thread, granule, seen);
    }
  }
}

void notePlane(uptr granule, u32 plane) {
  u32 *word = shadow::blockWord(granule);
  if (!shadow::mayHaveCells(loadRelaxed(word), plane)) __atomic_fetch_or(word, shadow::planeBit(plane), __ATOMIC_SEQ_CST);
}

void resetAfterFork(Thread &thread) {
  registerFence();
  // Whoever was changing a granule when the process was copied is not here to finish it.
  threads::forEachSlot([&](Thread &other) {
    if (&other == &thread || !other.updating) return;
    uptr granule = other.updating & ~uptr{7};
    other.updating = 0;
    u32 *word = shadow::blockWord(granule);
    for (u32 i = 0; i < kMostAtOnce; ++i)
      if (word[i] & kTaking) word[i] = (word[i] & ~kTaking) | shadow::kShared;
    for (u64 key : shadow::layout.keys) {
      u64 *cell = shadow::cellAt(granule, key);
      if (!cell::isRecord(static_cast<Cell>(*cell))) *cell &= ~cell::kLockedBit;
    }
  });
}

}  // namespace gordian::blocks
