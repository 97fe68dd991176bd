// Epochs, and how one access is written into one 64-bit shadow cell.
//
// Pure functions; includes base/types.h only, so that a unit test can beat on it. The layout of a cell:
//
//   63          34 33  32 31        30 29     28     27      22 21         0
//   [ count: 30   ][halves][generation][spilled][locked][position][ pattern ]      0: never accessed
//
// Count and generation are an epoch's number (clock/epochs.h says whose epoch it is, and of which clock). The pattern says
// which bytes were touched, and by which line each (race/pattern.h). `halves` has a bit for each four bytes all of which a
// plain access touched: so the upper 32 bits equal the thread's own epoch with both bits set exactly if it has touched all
// eight bytes in this epoch, and the check in instrumented code is one compare. `position` is the low end of the number of
// events in the thread's history, from which its stack is found again (race/history.h). `spilled` says that a second,
// older access is kept in the twin cell (race/shadow.h); who sets `locked` may change both.
// Source: Flanagan & Freund, FastTrack, PLDI 2009 (epochs); runtime/README.md for why 64 bits.
#ifndef GORDIAN_CLOCK_EPOCH_H
#define GORDIAN_CLOCK_EPOCH_H

#include "base/types.h"

namespace gordian {

/// How many releases a thread has made; from 1.
enum class Clock : u64 {};
inline constexpr Clock kNever = static_cast<Clock>(0);
constexpr Clock next(Clock clock) { return static_cast<Clock>(raw(clock) + 1); }

/// The most slots of threads.
inline constexpr u32 kMaxSlots = (1u << 15) - 3;

/// One moment of one thread: what a shadow cell stands for, in full.
struct Moment {
  ThreadSlot slot;
  Clock clock;
};

/// The number of an epoch among the last 2^32 of the process: generation (2 bits) and count (30 bits).
enum class Epoch : u32 {};
inline constexpr u32 kCountBits = 30;
inline constexpr u32 kCountMask = (1u << kCountBits) - 1;

/// Which bytes of a granule were touched by which lines: see race/pattern.h.
enum class Pattern : u32 {};
inline constexpr u32 kPatternBits = 22;

/// What a shadow cell holds.
enum class Cell : u64 {};
inline constexpr Cell kEmptyCell = static_cast<Cell>(0);

namespace cell {

inline constexpr u32 kBothHalves = 3;
inline constexpr u32 kPositionBits = 6;
inline constexpr u64 kSpilledBit = u64{1} << 29;
inline constexpr u64 kLockedBit = u64{1} << 28;
inline constexpr u64 kHalfBits = u64{kBothHalves} << 32;
inline constexpr u64 kEpochBits = u64{kCountMask} << 34 | u64{3} << 30;

/// The upper half of a cell whose thread touched all eight bytes in `epoch`: what instrumented code compares with.
constexpr u32 upperHalf(Epoch epoch) { return raw(epoch) << 2 | kBothHalves; }
/// The bits that say `epoch`, without halves.
constexpr u64 epochBits(Epoch epoch) {
  return u64{raw(epoch) & kCountMask} << 34 | u64{raw(epoch) >> kCountBits} << 30;
}
constexpr Epoch epochOf(Cell cell) {
  return static_cast<Epoch>(static_cast<u32>(raw(cell) >> 34) | (static_cast<u32>(raw(cell) >> 30) & 3) << kCountBits);
}
/// The halves that the bytes in `mask` fill.
constexpr u64 halvesOf(u32 mask) { return u64{(mask & 0x0f) == 0x0f} << 32 | u64{(mask & 0xf0) == 0xf0} << 33; }
constexpr u64 positionBits(u32 position) { return u64{position & ((1u << kPositionBits) - 1)} << kPatternBits; }
constexpr u32 positionOf(Cell cell) { return static_cast<u32>(raw(cell) >> kPatternBits) & ((1u << kPositionBits) - 1); }
constexpr Pattern patternOf(Cell cell) { return static_cast<Pattern>(raw(cell) & ((1u << kPatternBits) - 1)); }
/// The bits that say when: epoch and position.
constexpr u64 whenOf(Cell cell) { return raw(cell) & (kEpochBits | positionBits(~0u)); }
/// The access as it was made: neither spilled nor locked.
constexpr Cell accessOf(Cell cell) { return static_cast<Cell>(raw(cell) & ~(kSpilledBit | kLockedBit)); }
constexpr bool isSpilled(Cell cell) { return raw(cell) & kSpilledBit; }
constexpr bool isLocked(Cell cell) { return raw(cell) & kLockedBit; }
/// Same thread and epoch, whatever bytes.
constexpr bool sameMoment(Cell a, Cell b) { return ((raw(a) ^ raw(b)) & kEpochBits) == 0; }

/// A cell that refers to a record (race/record.h) by its number. No epoch has the count whose bits are all set.
inline constexpr u32 kRecordMark = kCountMask << 2;
constexpr bool isRecord(Cell cell) { return raw(cell) >> 32 == kRecordMark; }
constexpr Cell makeRecord(u32 number) { return static_cast<Cell>(u64{kRecordMark} << 32 | number); }
constexpr u32 recordOf(Cell cell) { return static_cast<u32>(raw(cell)); }

}  // namespace cell
}  // namespace gordian

#endif
