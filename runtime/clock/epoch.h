// Epochs: one moment of one thread, and an access in one 64-bit shadow cell.
//
// Pure functions; includes base/types.h only, so that a unit test can beat on it. The layout of a cell:
//
//   63            24 23        9  8      7       0
//   [ clock: 40    ][ slot: 15 ][ atomic ][ mask: 8 ]      0: never accessed
//
// The clock counts the thread's releases: 40 bits last 30 hours at ten million releases a second. 15 bits of slot hold
// 32,766 threads that are alive, or ended in a way nobody has seen yet. The mask says which of the eight bytes.
// Source: Flanagan & Freund, FastTrack, PLDI 2009 (epochs); runtime/README.md for why 64 bits.
#ifndef GORDIAN_CLOCK_EPOCH_H
#define GORDIAN_CLOCK_EPOCH_H

#include "base/types.h"

namespace gordian {

/// How many releases a thread has made; from 1.
enum class Clock : u64 {};
inline constexpr Clock kNever = static_cast<Clock>(0);
constexpr Clock next(Clock clock) { return static_cast<Clock>(raw(clock) + 1); }

/// The most slots; the last number marks inflated cells.
inline constexpr u32 kMaxSlots = (1u << 15) - 1;

/// What a shadow cell holds.
enum class Cell : u64 {};
inline constexpr Cell kEmptyCell = static_cast<Cell>(0);

namespace cell {

inline constexpr u64 kMaskBits = 0xff;
inline constexpr u64 kAtomicBit = 1u << 8;
inline constexpr u32 kSlotShift = 9;
inline constexpr u64 kSlotBits = u64{0x7fff} << kSlotShift;
inline constexpr u32 kClockShift = 24;
inline constexpr u64 kInflatedMark = u64{kMaxSlots} << kSlotShift;

/// An access by `slot` at `clock` to the bytes in `mask`.
constexpr Cell make(ThreadSlot slot, Clock clock, u32 mask, bool is_atomic) {
  return static_cast<Cell>(raw(clock) << kClockShift | u64{raw(slot)} << kSlotShift | (is_atomic ? kAtomicBit : 0) | mask);
}
constexpr ThreadSlot slotOf(Cell cell) { return static_cast<ThreadSlot>((raw(cell) & kSlotBits) >> kSlotShift); }
constexpr Clock clockOf(Cell cell) { return static_cast<Clock>(raw(cell) >> kClockShift); }
constexpr u32 maskOf(Cell cell) { return static_cast<u32>(raw(cell) & kMaskBits); }
constexpr bool isAtomic(Cell cell) { return raw(cell) & kAtomicBit; }
constexpr Cell withMask(Cell cell, u32 mask) { return static_cast<Cell>((raw(cell) & ~kMaskBits) | mask); }
/// Same thread, same epoch, both plain or both atomic.
constexpr bool sameEpoch(Cell a, Cell b) { return ((raw(a) ^ raw(b)) & ~kMaskBits) == 0; }
/// Same thread and epoch, whatever kind.
constexpr bool sameMoment(Cell a, Cell b) { return ((raw(a) ^ raw(b)) & ~(kMaskBits | kAtomicBit)) == 0; }

/// A cell that refers to a Record (race/record.h) of 128-byte alignment.
constexpr bool isInflated(Cell cell) { return (raw(cell) & kSlotBits) == kInflatedMark; }
constexpr Cell makeInflated(uptr record) { return static_cast<Cell>(u64{record} >> 7 << kClockShift | kInflatedMark); }
constexpr uptr recordOf(Cell cell) { return raw(cell) >> kClockShift << 7; }

}  // namespace cell

/// Where an access was made: its site, and how many history events its thread had recorded (low 32 bits).
struct Place {
  Site site;
  u32 position;
};
constexpr u64 pack(Place place) { return u64{raw(place.site)} << 32 | place.position; }
constexpr Place unpackPlace(u64 word) { return {static_cast<Site>(word >> 32), static_cast<u32>(word)}; }

}  // namespace gordian

#endif
