// The check of one access against the shadow: FastTrack, exact for each byte.
//
// A check first puts the access into the shadow (compare-and-swap, or under the record's lock) and then looks at the
// plane of the other kind; both are sequentially consistent, so of two simultaneous accesses at least one sees the other.
// Source: Flanagan & Freund, FastTrack, PLDI 2009; atomics as in ALGORITHMS.md section 1.5 (atomic and atomic never race).
#ifndef GORDIAN_RACE_CHECK_ACCESS_H
#define GORDIAN_RACE_CHECK_ACCESS_H

#include "thread.h"

namespace gordian {

/// The bit of Place::site that says: the access is the release of the heap block, at the site in the other bits.
inline constexpr u32 kFreeFlag = 1u << 31;

struct Access {
  uptr address;
  u64 size;
  Site site;
  u16 operation;  // log_format::Operation
  bool is_write;
  bool is_atomic;
};

/// Checks `access` of `thread` (the caller, or a thread parked in a channel operation that the caller completes) and
/// records it. Reports each race that it finds. Must run inside a RuntimeScope.
void checkAccess(Thread &thread, const Access &access);

/// Forgets what is recorded for [begin, begin + size).
void forgetAccesses(uptr begin, u64 size);

/// True if `cell` is an access that happens before what `thread` does now.
inline bool isOrdered(const Thread &thread, Cell cell) { return thread.seen.get(cell::slotOf(cell)) >= cell::clockOf(cell); }


}  // namespace gordian

#endif
