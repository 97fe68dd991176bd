// The check of one access against the shadow; see check_access.h.
#include "race/check_access.h"

#include "fiber.h"
#include "race/record.h"
#include "race/report_race.h"
#include "race/shadow.h"

namespace gordian {
namespace {

/// One granule's share of an access.
struct Part {
  Thread &thread;
  const Access &access;
  Cell mine;
  u64 place;
  uptr granule;
  // The first earlier access that conflicts, if any.
  Cell conflict = kEmptyCell;
  u64 conflict_place = 0;
  bool conflict_is_write = false;
};

enum class Outcome { kCovered, kRecorded };

bool overlaps(Cell a, Cell b) { return cell::maskOf(a) & cell::maskOf(b); }
bool bothAtomic(Cell a, Cell b) { return cell::isAtomic(a) && cell::isAtomic(b); }
Site siteOf(u64 place) { return unpackPlace(place).site; }

/// `earlier` stands for everything that `mine` would: same moment, at least the same bytes, and no weaker kind.
bool covers(Cell earlier, Cell mine) {
  return cell::sameMoment(earlier, mine) && (cell::maskOf(mine) & ~cell::maskOf(earlier)) == 0 &&
         (!cell::isAtomic(earlier) || cell::isAtomic(mine));
}

/// Whoever races with the older access races with the newer one, if that comes after it: not so if an atomic access comes
/// after a plain one, which races with atomics too.
bool standsFor(Cell newer, Cell older) { return !cell::isAtomic(newer) || cell::isAtomic(older); }

/// The place of the access in `cell`. Its thread may still be writing the word: it says so, and we wait.
u64 readPlace(u64 *cell_word, Cell cell) {
  Thread *writer = threads::ofEpoch(cell::slotOf(cell), cell::clockOf(cell));
  for (u32 spins = 0; writer && loadOrdered(&writer->updating_cell) == reinterpret_cast<uptr>(cell_word); ++spins) {
    if (spins < 64) pause();
    else system::yield();
    if (spins > 100'000) break;  // its thread was stopped in those few instructions: an older place is named instead
  }
  return loadAcquire(shadow::placeWord(cell_word));
}

void noteConflict(Part &part, Cell earlier, u64 place, bool is_write) {
  if (part.conflict != kEmptyCell) return;
  part.conflict = cell::withMask(earlier, cell::maskOf(earlier) & cell::maskOf(part.mine));
  part.conflict_place = place;
  part.conflict_is_write = is_write;
}

/// Makes a record of the plain cell `old` and the new access. False if the cell changed meanwhile.
bool inflate(Part &part, u64 *cell_word, Cell old, u64 old_place, u32 old_mask) {
  InflatedCell *record = InflatedCell::make();
  record->add({cell::withMask(old, old_mask), old_place}, nullptr);
  record->add({part.mine, part.place}, nullptr);
  record->attach(cell_word);
  bool done = shadow::exchange(cell_word, old, record->self());
  if (done) record->unlock();
  else record->retire();
  return done;
}

bool replaceCell(Part &part, u64 *cell_word, Cell old, Cell desired) {
  storeRelaxed(&part.thread.updating_cell, reinterpret_cast<uptr>(cell_word));
  bool done = shadow::exchange(cell_word, old, desired);
  if (done) storeRelease(shadow::placeWord(cell_word), part.place);
  storeRelease(&part.thread.updating_cell, uptr{0});
  return done;
}

/// Takes the bytes of the new access away from the entries that it supersedes, notes conflicts, adds its own entry.
Outcome updateRecord(Part &part, u64 *cell_word, InflatedCell *record) {
  u32 mask = cell::maskOf(part.mine), left = mask;
  for (u32 i = 0; i < record->count(); ++i) {
    RecordEntry &entry = record->entry(i);
    u32 shared = cell::maskOf(entry.cell) & mask;
    if (!shared) continue;
    if (covers(entry.cell, cell::withMask(part.mine, shared))) {
      left &= ~shared;
      continue;
    }
    if (!isOrdered(part.thread, entry.cell)) {
      if (!part.access.is_write || bothAtomic(entry.cell, part.mine)) continue;
      noteConflict(part, entry.cell, entry.place, true);
    }
    if (standsFor(part.mine, entry.cell)) entry.cell = cell::withMask(entry.cell, cell::maskOf(entry.cell) & ~shared);
  }
  record->removeEmpty();
  if (!left) {
    record->unlock();
    return Outcome::kCovered;
  }
  Cell mine = cell::withMask(part.mine, left);
  bool is_merged = false;
  for (u32 i = 0; i < record->count() && !is_merged; ++i) {
    RecordEntry &entry = record->entry(i);
    if (!cell::sameEpoch(entry.cell, mine) || siteOf(entry.place) != part.access.site) continue;
    entry.cell = cell::withMask(mine, left | cell::maskOf(entry.cell));
    entry.place = part.place;
    is_merged = true;
  }
  if (!is_merged) record = record->add({mine, part.place}, cell_word);
  if (record->count() == 1) {
    storeRelaxed(&part.thread.updating_cell, reinterpret_cast<uptr>(cell_word));
    storeOrdered(cell_word, raw(record->entry(0).cell));
    storeRelease(shadow::placeWord(cell_word), record->entry(0).place);
    storeRelease(&part.thread.updating_cell, uptr{0});
    record->retire();
  } else {
    record->unlock();
  }
  __atomic_thread_fence(__ATOMIC_SEQ_CST);  // our entry before the look at the other plane
  return Outcome::kRecorded;
}

/// Puts the access into its own plane; notes a conflict with an earlier write when it is a write itself.
Outcome update(Part &part, u64 *cell_word) {
  for (;;) {
    Cell old = shadow::load(cell_word);
    if (old == kEmptyCell) {
      if (replaceCell(part, cell_word, old, part.mine)) return Outcome::kRecorded;
      continue;
    }
    if (cell::isInflated(old)) {
      InflatedCell *record = reinterpret_cast<InflatedCell *>(cell::recordOf(old));
      if (record->holds(part.mine) && shadow::load(cell_word) == old) return Outcome::kCovered;
      record = InflatedCell::lock(cell_word, old);
      if (record) return updateRecord(part, cell_word, record);
      continue;
    }
    if (covers(old, part.mine)) return Outcome::kCovered;
    u32 old_mask = cell::maskOf(old), mask = cell::maskOf(part.mine), rest = old_mask & ~mask;
    bool is_same_moment = cell::sameMoment(old, part.mine);
    u64 old_place = readPlace(cell_word, old);
    if (is_same_moment && cell::sameEpoch(old, part.mine) && siteOf(old_place) == part.access.site) {
      if (replaceCell(part, cell_word, old, cell::withMask(part.mine, old_mask | mask))) return Outcome::kRecorded;
      continue;
    }
    bool is_superseded = standsFor(part.mine, old) && (is_same_moment || isOrdered(part.thread, old));
    bool is_conflict = !isOrdered(part.thread, old) && part.access.is_write && overlaps(old, part.mine) &&
                       !bothAtomic(old, part.mine);
    u32 kept = is_superseded || (is_conflict && standsFor(part.mine, old)) ? rest : old_mask;
    bool done = kept ? inflate(part, cell_word, old, old_place, kept) : replaceCell(part, cell_word, old, part.mine);
    if (!done) continue;
    if (is_conflict) noteConflict(part, old, old_place, true);
    return Outcome::kRecorded;
  }
}

/// Looks for an access in a plane of the other kind that is not ordered before this one.
void compare(Part &part, u64 *cell_word, bool is_write_plane) {
  for (;;) {
    Cell old = shadow::load(cell_word);
    if (old == kEmptyCell) return;
    if (!cell::isInflated(old)) {
      if (isOrdered(part.thread, old) || !overlaps(old, part.mine) || bothAtomic(old, part.mine)) return;
      u64 place = readPlace(cell_word, old);
      if (shadow::load(cell_word) != old) continue;
      noteConflict(part, old, place, is_write_plane);
      return;
    }
    InflatedCell *record = InflatedCell::lock(cell_word, old);
    if (!record) continue;
    bool all_ordered = true;
    for (u32 i = 0; i < record->count(); ++i) {
      RecordEntry &entry = record->entry(i);
      if (isOrdered(part.thread, entry.cell)) continue;
      all_ordered = false;
      if (overlaps(entry.cell, part.mine) && !bothAtomic(entry.cell, part.mine))
        noteConflict(part, entry.cell, entry.place, is_write_plane);
    }
    // A plain write to all bytes that is ordered after every reader stands for them (FastTrack: R becomes empty).
    if (all_ordered && !is_write_plane && cell::maskOf(part.mine) == cell::kMaskBits && !cell::isAtomic(part.mine)) {
      storeOrdered(cell_word, raw(kEmptyCell));
      record->retire();
    } else {
      record->unlock();
    }
    return;
  }
}

void checkGranule(Thread &thread, const Access &access, uptr granule, u32 mask) {
  Part part{thread, access, cell::make(thread.slot, thread.clock, mask, access.is_atomic),
            pack({access.site, thread.history.position()}), granule};
  u64 *write_cell = shadow::writeCell(granule);
  u64 own_distance = shadow::readPlaneDistance(thread.slot);
  if (access.is_write) {
    if (update(part, write_cell) == Outcome::kCovered) return;
    for (u32 plane = 1; plane <= shadow::kReadPlanes; ++plane)
      compare(part, shadow::planeOf(write_cell, plane * shadow::kPlaneStride), false);
  } else {
    if (update(part, shadow::planeOf(write_cell, own_distance)) == Outcome::kCovered) return;
    compare(part, write_cell, true);
  }
  thread.last_access_clock = thread.clock;
  if (part.conflict != kEmptyCell)
    reportRace(thread, access, {granule, part.conflict, unpackPlace(part.conflict_place), part.conflict_is_write});
}

}  // namespace

void checkAccess(Thread &thread, const Access &access) {
  uptr end = access.address + access.size;
  if (end > shadow::kAddressLimit || end < access.address) return;
  fibers::touched(thread, access.address);
  for (uptr at = access.address; at < end;) {
    uptr granule = at & ~uptr{7};
    uptr stop = smallerOf<uptr>(end, granule + 8);
    u32 mask = (0xffu >> (8 - (stop - at))) << (at - granule);
    checkGranule(thread, access, granule, mask);
    at = stop;
  }
}

namespace {

void forgetCell(u64 *cell_word) {
  Cell old = static_cast<Cell>(loadRelaxed(cell_word));
  while (old != kEmptyCell) {
    if (!cell::isInflated(old)) {
      if (shadow::exchange(cell_word, old, kEmptyCell)) return;
    } else if (InflatedCell *record = InflatedCell::lock(cell_word, old)) {
      storeOrdered(cell_word, raw(kEmptyCell));
      record->retire();
      return;
    }
    old = shadow::load(cell_word);
  }
}

}  // namespace

void forgetAccesses(uptr begin, u64 size) {
  if (begin >= shadow::kAddressLimit) return;
  // Whole granules: heap blocks, stacks and mappings are aligned to eight bytes or more.
  uptr end = smallerOf<uptr>(roundUp(begin + size, 8), shadow::kAddressLimit);
  for (uptr part = begin & ~uptr{7}; part < end;) {
    uptr stop = smallerOf<uptr>(end, (part & ~GORDIAN_REGION_MASK) + shadow::kRegionBytes);
    if (shadow::hasRegion(part)) {
      for (u32 plane = 0; plane <= shadow::kReadPlanes; ++plane) {
        uptr cells = reinterpret_cast<uptr>(shadow::peekWriteCell(part)) + plane * shadow::kPlaneStride;
        shadow::forEachTouchedPart(cells, cells + (stop - part), [](uptr from, uptr to) {
          for (uptr at = from; at < to; at += 8) forgetCell(reinterpret_cast<u64 *>(at));
        });
      }
    }
    part = stop;
  }
  if (size >= 64 * kPageBytes) shadow::discard(begin, end);
}

}  // namespace gordian
