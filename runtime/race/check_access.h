// The check of one access against the shadow: FastTrack, exact for each byte.
//
// In a block of memory that only this thread has touched, an access is written into its own plane and that is all. Else a
// check first puts the access into the shadow by compare-and-swap and then looks at the planes of the other kind; both are
// sequentially consistent, so of two simultaneous accesses at least one sees the other.
// Everything here is compiled for general registers only (base/quiet_entry.h).
// Source: Flanagan & Freund, FastTrack, PLDI 2009; atomics as in ALGORITHMS.md section 1.5 (atomic and atomic never race).
#ifndef GORDIAN_RACE_CHECK_ACCESS_H
#define GORDIAN_RACE_CHECK_ACCESS_H

#include "thread.h"

namespace gordian {

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

/// The same for a plain access to any number of bytes: much quicker for many.
void checkRange(Thread &thread, const Access &access);

/// checkAccess for a plain access to the bytes of `mask`, in a block that the thread holds purely and updates, to a cell
/// that refers to a record.
bool addToHeldRecord(Thread &thread, u64 *cell_word, u32 plane, uptr granule, u32 mask, Site site);

/// The second half of checkAccess, of an access within one granule of a shared block: it has been recorded.
void compareAccess(Thread &thread, const Access &access);

/// Forgets what is recorded for [begin, begin + size).
void forgetAccesses(uptr begin, u64 size);

/// Remembers, when a site is seen first, in which function it lies (race/history.h).
inline void noteSite(Thread &thread, Site site) {
  if (GORDIAN_UNLIKELY(raw(site) < patterns::kDirect && !history::site_tags[raw(site)]))
    history::site_tags[raw(site)] = thread.history.innermostTag();
}

/// True if `moment` happens before what `thread` does now.
inline bool isOrdered(const Thread &thread, Moment moment) { return thread.seen.get(moment.slot) >= moment.clock; }
inline bool isOrdered(const Thread &thread, Cell cell) { return isOrdered(thread, epochs::momentOf(cell::epochOf(cell))); }

}  // namespace gordian

#endif
