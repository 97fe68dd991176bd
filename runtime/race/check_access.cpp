// The check of one access against the shadow; see check_access.h.
#include "race/check_access.h"

#include "base/loud_call.h"
#include "fiber.h"
#include "race/block.h"
#include "race/record.h"
#include "race/report_race.h"

namespace gordian {
namespace {

/// One granule's share of an access.
struct Part {
  Thread &thread;
  const Access &access;
  uptr granule;
  u32 mask;
  u64 now;  // epoch and position, as in a cell
  EarlierAccess conflict;  // the first earlier access that conflicts; its mask is 0: none yet
};

/// The accesses that a cell and its twin hold, newest first; a third does not fit.
struct Entries {
  Cell cells[4];
  u32 count;
};

enum class Outcome { kCovered, kRecorded, kOverflow, kAgain };

/// Bytes of `pattern` that stand for an access of ours at the same moment: an atomic access does not stand for a plain one.
u32 coveringBytes(Pattern pattern, bool is_atomic) {
  return is_atomic ? patterns::maskOf(pattern) : patterns::plainMaskOf(pattern);
}
/// Bytes of `pattern` for which a later access of ours stands: whoever races with the older one races with ours.
u32 replaceableBytes(Pattern pattern, bool is_atomic) {
  return is_atomic ? patterns::atomicMaskOf(pattern) : patterns::maskOf(pattern);
}
/// Bytes of `pattern` that conflict with ours if nothing orders them: atomic accesses do not conflict with each other.
u32 conflictingBytes(Pattern pattern, bool is_atomic) { return coveringBytes(pattern, !is_atomic); }

void noteConflict(EarlierAccess &conflict, const Part &part, Moment moment, Pattern pattern, u32 position, u32 bytes, bool is_write) {
  if (conflict.mask) return;
  conflict = {part.granule, moment, position, patterns::siteOf(pattern), bytes, is_write, patterns::atomicMaskOf(pattern) != 0};
}

Cell makeCell(u64 now, Pattern pattern) {
  return static_cast<Cell>(now | cell::halvesOf(patterns::plainMaskOf(pattern)) | raw(pattern));
}

/// Which bytes of an older access are dropped, since ours stands for them, and whether they race with ours.
inline u32 replacedBytes(Part &part, Pattern pattern, Moment moment, u32 position, EarlierAccess &conflict) {
  bool is_atomic = part.access.is_atomic;
  u32 shared = patterns::maskOf(pattern) & part.mask;
  if (isOrdered(part.thread, moment)) return shared & replaceableBytes(pattern, is_atomic);
  if (!part.access.is_write) return 0;  // concurrent readers stand beside each other
  u32 racing = shared & conflictingBytes(pattern, is_atomic);
  if (racing) noteConflict(conflict, part, moment, pattern, position, racing, true);
  return racing & replaceableBytes(pattern, is_atomic);
}

/// Whether an access of this line extends `pattern`, which is of the same moment: each line has an entry of its own.
bool extends(const Part &part, Pattern pattern) {
  return patterns::siteOf(pattern) == part.access.site && (patterns::atomicMaskOf(pattern) != 0) == part.access.is_atomic;
}

/// Says in the first cell which halves the entries of this moment fill together: that is what inline checks look at.
void joinHalves(const Part &part, Entries &entries) {
  u32 plain = 0;
  if (!cell::sameMoment(entries.cells[0], static_cast<Cell>(part.now))) return;
  for (u32 i = 0; i < entries.count; ++i) {
    Pattern pattern = cell::patternOf(entries.cells[i]);
    if (cell::sameMoment(entries.cells[i], static_cast<Cell>(part.now))) plain |= patterns::plainMaskOf(pattern);
  }
  entries.cells[0] = static_cast<Cell>(raw(entries.cells[0]) | cell::halvesOf(plain));
}

/// What `old` becomes when the access is added.
Outcome addTo(Part &part, const Entries &old, Entries &result, EarlierAccess &conflict) {
  patterns::Cache &cache = *part.thread.patterns;
  bool is_atomic = part.access.is_atomic;
  u32 left = part.mask, extended = 0;
  result.count = 1;
  for (u32 i = 0; i < old.count; ++i) {
    Cell entry = old.cells[i];
    Pattern pattern = cell::patternOf(entry);
    u32 mask = patterns::maskOf(pattern), shared = mask & part.mask, kept = mask;
    if (cell::sameMoment(entry, static_cast<Cell>(part.now))) {
      u32 covering = shared & coveringBytes(pattern, is_atomic);
      left &= ~covering;
      kept &= ~shared | covering;
      if (extends(part, pattern)) {
        extended = kept;
        continue;
      }
    } else if (shared) {
      kept &= ~replacedBytes(part, pattern, epochs::momentOf(cell::epochOf(entry)), cell::positionOf(entry), conflict);
    }
    if (!kept) continue;
    if (kept != mask) {
      entry = makeCell(cell::whenOf(entry), patterns::only(cache, pattern, kept));
    }
    result.cells[result.count++] = entry;
  }
  if (!left) return Outcome::kCovered;
  result.cells[0] = makeCell(part.now, patterns::of(cache, part.access.site, left | extended, is_atomic));
  if (result.count > 1) joinHalves(part, result);
  return result.count <= 2 ? Outcome::kRecorded : Outcome::kOverflow;
}

/// The common cases of addTo, of a cell that holds one access or none: the access fits into the cell. kOverflow: it may not.
inline Outcome addToOne(Part &part, Cell old, Cell &result) {
  patterns::Cache &cache = *part.thread.patterns;
  const Access &access = part.access;
  u32 mask = part.mask;
  if (old != kEmptyCell) {
    Pattern pattern = cell::patternOf(old);
    u32 old_mask = patterns::maskOf(pattern);
    if (access.is_atomic) return Outcome::kOverflow;
    if (cell::sameMoment(old, static_cast<Cell>(part.now))) {
      if (patterns::atomicMaskOf(pattern)) return Outcome::kOverflow;
      if (!(mask & ~old_mask)) return Outcome::kCovered;
      if (!extends(part, pattern)) return Outcome::kOverflow;
      mask |= old_mask;
    } else if ((old_mask & ~mask) || !isOrdered(part.thread, old)) {
      return Outcome::kOverflow;
    }
  }
  result = makeCell(part.now, patterns::of(cache, access.site, mask, access.is_atomic));
  return Outcome::kRecorded;
}

u64 momentNow(const Thread &thread) { return raw(thread.clock) << 16 | raw(thread.slot); }

/// After this many accesses from several lines, which all were of one moment, the lines are no longer told apart: the
/// granule is in constant use, and an entry for each line would make every one of them slow.
constexpr u32 kMostUses = 32;
/// Records that one thread may make for accesses of its own moment alone.
constexpr u32 kOwnRecords = 1024;

/// Makes one entry of all plain ones of this moment, under the line of the newest (index 0 of `entries` if it is there).
void mergeOwn(Part &part, Entries &entries) {
  u32 mask = 0, count = 0;
  Cell newest{};
  for (u32 i = 0; i < entries.count; ++i) {
    Cell entry = entries.cells[i];
    Pattern pattern = cell::patternOf(entry);
    if (!cell::sameMoment(entry, static_cast<Cell>(part.now)) || patterns::atomicMaskOf(pattern)) {
      entries.cells[count++] = entry;
      continue;
    }
    if (!mask) newest = entry;
    mask |= patterns::maskOf(pattern);
  }
  if (mask) {
    Site site = patterns::siteOf(cell::patternOf(newest));
    for (u32 i = count++; i > 0; --i) entries.cells[i] = entries.cells[i - 1];
    entries.cells[0] = makeCell(cell::whenOf(newest), patterns::of(*part.thread.patterns, site, mask, false));
  }
  entries.count = count;
}

/// Three accesses beside each other go into a record, but those of a thread that does nothing else than touch bytes one by
/// one from many lines.
bool fitsAfterMerge(Part &part, Entries &entries) {
  u32 own = 0;
  for (u32 i = 0; i < entries.count; ++i) own += cell::sameMoment(entries.cells[i], static_cast<Cell>(part.now));
  if (own < 2) return false;
  if (part.thread.own_records < kOwnRecords) {
    ++part.thread.own_records;
    return false;
  }
  mergeOwn(part, entries);
  if (entries.count <= 2) joinHalves(part, entries);
  return entries.count <= 2;
}

Outcome intoRecord(u64 *cell_word, const Entries &entries) {
  Record *record = Record::make(cell_word);
  for (u32 i = 0; i < entries.count; ++i) record->add(RecordEntry::of(entries.cells[i]));
  storeOrdered(cell_word, raw(record->self()));
  record->unlock();
  return Outcome::kRecorded;
}

/// Writes one or two entries to a cell and its twin, which nobody else changes meanwhile.
void storeEntries(u64 *cell_word, u32 plane, const Entries &entries) {
  if (entries.count == 2) storeRelaxed(shadow::twinOf(cell_word, plane), raw(entries.cells[1]));
  storeOrdered(cell_word, raw(entries.cells[0]) | (entries.count == 2 ? cell::kSpilledBit : 0));
}

/// Makes a cell of a locked record again if what it holds fits.
bool leaveRecord(Part &part, u64 *cell_word, u32 plane, Record *record) {
  if (record->count() > 4) return false;
  Entries entries{{}, 0};
  u32 own = 0;
  u64 now = momentNow(part.thread);
  for (u32 i = 0; i < record->count(); ++i) {
    entries.cells[entries.count++] = record->entry(i).access;
    if (record->entry(i).moment != now) continue;
    ++own;
    // The newest of our own comes first.
    Cell first = entries.cells[0];
    entries.cells[0] = entries.cells[i];
    entries.cells[i] = first;
  }
  if (entries.count > 2) {
    if (own < 2 || ++record->uses() < kMostUses) return false;
    mergeOwn(part, entries);
  }
  if (entries.count > 2 || !entries.count) return false;
  joinHalves(part, entries);
  storeEntries(cell_word, plane, entries);
  record->retire();
  return true;
}

Outcome addToRecord(Part &part, u64 *cell_word, u32 plane, Record *record) {
  patterns::Cache &cache = *part.thread.patterns;
  bool is_atomic = part.access.is_atomic;
  u32 left = part.mask, extended = 0;
  u64 now = momentNow(part.thread);
  for (u32 i = 0; i < record->count(); ++i) {
    const RecordEntry &entry = record->entry(i);
    if (entry.moment == now) left &= ~coveringBytes(entry.pattern(), is_atomic);
  }
  if (!left) {
    if (!leaveRecord(part, cell_word, plane, record)) record->unlock();
    return Outcome::kCovered;
  }
  for (u32 i = 0; i < record->count();) {
    RecordEntry &entry = record->entry(i);
    Pattern pattern = entry.pattern();
    u32 mask = patterns::maskOf(pattern), shared = mask & part.mask, kept = mask;
    if (entry.moment == now) {
      kept &= ~shared | coveringBytes(pattern, is_atomic);
      if (extends(part, pattern)) {
        extended = kept;
        kept = 0;
      }
    } else if (shared) {
      kept &= ~replacedBytes(part, pattern, entry.when(), entry.position(), part.conflict);
    }
    if (!kept) {
      record->remove(i);
      continue;
    }
    if (kept != mask) {
      entry.access = makeCell(cell::whenOf(entry.access), patterns::only(cache, pattern, kept));
    }
    ++i;
  }
  record = record->add({now, makeCell(part.now, patterns::of(cache, part.access.site, left | extended, is_atomic))});
  if (!leaveRecord(part, cell_word, plane, record)) record->unlock();
  __atomic_thread_fence(__ATOMIC_SEQ_CST);  // our entry before the look at the other planes
  return Outcome::kRecorded;
}

Outcome throughRecord(Part &part, u64 *cell_word, u32 plane, Cell old) {
  if (!part.access.is_atomic && Record::holds(old, momentNow(part.thread), part.mask) && shadow::load(cell_word) == old) {
    // Now and then with the lock, which may find that it can be a cell again.
    if (++part.thread.record_looks % 8) return Outcome::kCovered;
  }
  Record *record = Record::lock(cell_word, old);
  return record ? addToRecord(part, cell_word, plane, record) : Outcome::kAgain;
}

/// In a block of our own: nobody else looks at the cells.
Outcome addPrivately(Part &part, u64 *cell_word, u32 plane) {
  Cell old = static_cast<Cell>(loadRelaxed(cell_word));
  if (GORDIAN_UNLIKELY(cell::isRecord(old))) return throughRecord(part, cell_word, plane, old);
  Outcome outcome = Outcome::kOverflow;
  if (!cell::isSpilled(old)) {
    Cell mine;
    outcome = addToOne(part, old, mine);
    if (outcome == Outcome::kRecorded) storeRelaxed(cell_word, raw(mine));
    if (outcome != Outcome::kOverflow) return outcome;
  }
  u64 *twin = shadow::twinOf(cell_word, plane);
  Entries was{{cell::accessOf(old)}, 1}, result;
  if (cell::isSpilled(old)) was.cells[was.count++] = static_cast<Cell>(loadRelaxed(twin));
  outcome = addTo(part, was, result, part.conflict);
  if (outcome == Outcome::kCovered) return outcome;
  if (outcome == Outcome::kOverflow && !fitsAfterMerge(part, result)) return intoRecord(cell_word, result);
  if (result.count == 2) storeRelaxed(twin, raw(result.cells[1]));
  storeRelaxed(cell_word, raw(result.cells[0]) | (result.count == 2 ? cell::kSpilledBit : 0));
  return Outcome::kRecorded;
}

/// Locks a cell that holds accesses: nobody else changes it or its twin until it is stored to again. The lock is announced
/// as an update, so that a child process knows of it.
bool lockCell(Part &part, u64 *cell_word, Cell old) {
  storeRelaxed(&part.thread.updating, part.granule | 1);
  if (shadow::exchange(cell_word, old, static_cast<Cell>(raw(old) | cell::kLockedBit))) return true;
  storeRelaxed(&part.thread.updating, uptr{0});
  return false;
}

Outcome addWithLock(Part &part, u64 *cell_word, u32 plane, Cell old) {
  if (!lockCell(part, cell_word, old)) return Outcome::kAgain;
  u64 *twin = shadow::twinOf(cell_word, plane);
  Entries was{{cell::accessOf(old)}, 1}, result;
  if (cell::isSpilled(old)) was.cells[was.count++] = static_cast<Cell>(loadRelaxed(twin));
  Outcome outcome = addTo(part, was, result, part.conflict);
  if (outcome == Outcome::kCovered)
    storeOrdered(cell_word, raw(old));
  else if (outcome == Outcome::kOverflow && !fitsAfterMerge(part, result))
    intoRecord(cell_word, result);
  else
    storeEntries(cell_word, plane, result);
  storeRelaxed(&part.thread.updating, uptr{0});
  return outcome == Outcome::kCovered ? outcome : Outcome::kRecorded;
}

/// In a shared block.
Outcome addShared(Part &part, u64 *cell_word, u32 plane) {
  for (u32 spins = 0;; ++spins) {
    Cell old = shadow::load(cell_word);
    Outcome outcome = Outcome::kAgain;
    if (GORDIAN_UNLIKELY(cell::isRecord(old))) {
      outcome = throughRecord(part, cell_word, plane, old);
    } else if (GORDIAN_UNLIKELY(cell::isLocked(old))) {
      if (spins < 64) pause();
      else system::yield();
    } else if (cell::isSpilled(old)) {
      outcome = addWithLock(part, cell_word, plane, old);
    } else if (Cell mine; (outcome = addToOne(part, old, mine)) != Outcome::kOverflow) {
      if (outcome == Outcome::kRecorded && !shadow::exchange(cell_word, old, mine)) outcome = Outcome::kAgain;
    } else {
      Entries was{{old}, 1}, result;
      EarlierAccess conflict = part.conflict;
      Outcome added = addTo(part, was, result, conflict);
      if (added == Outcome::kCovered) return added;
      if (result.count > 1) {
        outcome = addWithLock(part, cell_word, plane, old);
      } else if (shadow::exchange(cell_word, old, result.cells[0])) {
        part.conflict = conflict;
        outcome = added;
      }
    }
    if (outcome != Outcome::kAgain) return outcome;
  }
}

void compareWith(Part &part, Pattern pattern, Moment moment, u32 position, bool is_write_plane) {
  u32 bytes = patterns::maskOf(pattern) & part.mask & conflictingBytes(pattern, part.access.is_atomic);
  if (bytes && !isOrdered(part.thread, moment)) noteConflict(part.conflict, part, moment, pattern, position, bytes, is_write_plane);
}

void compareWith(Part &part, Cell cell, bool is_write_plane) {
  Moment moment = epochs::momentOf(cell::epochOf(cell));
  if (GORDIAN_LIKELY(isOrdered(part.thread, moment))) return;
  compareWith(part, cell::patternOf(cell), moment, cell::positionOf(cell), is_write_plane);
}

bool compareWithRecord(Part &part, u64 *cell_word, Cell old, u32 plane) {
  Record *record = Record::lock(cell_word, old);
  if (!record) return false;
  bool all_ordered = true;
  for (u32 i = 0; i < record->count(); ++i) {
    const RecordEntry &entry = record->entry(i);
    all_ordered &= isOrdered(part.thread, entry.when());
    compareWith(part, entry.pattern(), entry.when(), entry.position(), plane == 0);
  }
  // A plain write to all bytes that is ordered after every reader stands for them (FastTrack: R becomes empty).
  if (all_ordered && plane != 0 && part.mask == 0xff && !part.access.is_atomic) {
    storeOrdered(cell_word, raw(kEmptyCell));
    record->retire();
  } else {
    record->unlock();
  }
  return true;
}

/// Looks for an access in a plane of the other kind that is not ordered before this one.
void compare(Part &part, u32 plane) {
  u64 *cell_word = shadow::cellAt(part.granule, shadow::layout.keys[plane]);
  for (u32 spins = 0;; ++spins) {
    Cell old = shadow::load(cell_word);
    if (old == kEmptyCell) return;
    if (GORDIAN_UNLIKELY(cell::isRecord(old))) {
      if (compareWithRecord(part, cell_word, old, plane)) return;
    } else if (GORDIAN_UNLIKELY(cell::isLocked(old))) {
      if (spins < 64) pause();
      else system::yield();
    } else if (cell::isSpilled(old)) {
      // Whoever changes the pair between the two looks has added an access after ours, and so looks at ours: what it dropped
      // need not be seen here, since it stands for that.
      Cell second = shadow::load(shadow::twinOf(cell_word, plane));
      if (shadow::load(cell_word) != old) continue;
      compareWith(part, old, plane == 0);
      compareWith(part, second, plane == 0);
      return;
    } else {
      compareWith(part, old, plane == 0);
      return;
    }
  }
}

/// Compares with the planes of the other kind.
void compareWithOthers(Part &part) {
  if (!part.access.is_write) return compare(part, 0);
  u32 word = loadOrdered(shadow::blockWord(part.granule));
  for (u32 plane = 1; plane < shadow::kPlanes; ++plane)
    if (shadow::mayHaveCells(word, plane)) compare(part, plane);
}

/// The update of a block that the thread holds as `holder`; false if it was taken from it.
bool checkHeld(Part &part, u64 *cell_word, u32 plane, u16 holder) {
  blocks::HeldUpdate update(part.thread, part.granule);
  if (!update.isHeldAs(holder)) return false;
  bool is_covered = addPrivately(part, cell_word, plane) == Outcome::kCovered;
  if (!is_covered && holder & shadow::kMixed) compareWithOthers(part);
  return true;
}

void checkGranule(Thread &thread, const Access &access, uptr granule, u32 mask) {
  u64 now = cell::epochBits(thread.epoch) | cell::positionBits(thread.history.position());
  Part part{thread, access, granule, mask, now, {}};
  thread.last_access_clock = thread.clock;
  u32 plane = access.is_write ? 0 : shadow::readPlaneOf(thread.slot);
  u64 *cell_word = shadow::cellAt(granule, shadow::layout.keys[plane]);
  for (;;) {
    u16 holder = blocks::holderFor(thread, granule);
    if (holder != shadow::kShared) {
      if (checkHeld(part, cell_word, plane, holder)) break;
      continue;
    }
    if (!access.is_write) blocks::notePlane(granule, plane);
    if (addShared(part, cell_word, plane) != Outcome::kCovered) compareWithOthers(part);
    break;
  }
  if (GORDIAN_UNLIKELY(part.conflict.mask)) loudly([&] { reportRace(thread, access, part.conflict); });
}

}  // namespace

void checkAccess(Thread &thread, const Access &access) {
  uptr end = access.address + access.size;
  if (end > shadow::kAddressLimit || end < access.address) return;
  if (GORDIAN_UNLIKELY(thread.carrier)) loudly([&] { fibers::touched(thread, access.address); });
  noteSite(thread, access.site);
  for (uptr at = access.address; at < end;) {
    uptr granule = at & ~uptr{7};
    uptr stop = smallerOf<uptr>(end, granule + 8);
    u32 mask = (0xffu >> (8 - (stop - at))) << (at - granule);
    checkGranule(thread, access, granule, mask);
    at = stop;
  }
}

bool addToHeldRecord(Thread &thread, u64 *cell_word, u32 plane, uptr granule, u32 mask, Site site) {
  Access access{granule, 8, site, 0, plane == 0, false};
  Part part{thread, access, granule, mask, cell::epochBits(thread.epoch) | cell::positionBits(thread.history.position()), {}};
  return throughRecord(part, cell_word, plane, static_cast<Cell>(loadRelaxed(cell_word))) != Outcome::kAgain;
}

void compareAccess(Thread &thread, const Access &access) {
  uptr granule = access.address & ~uptr{7};
  u32 mask = (0xffu >> (8 - access.size)) << (access.address - granule);
  Part part{thread, access, granule, mask, 0, {}};
  compareWithOthers(part);
  if (part.conflict.mask) loudly([&] { reportRace(thread, access, part.conflict); });
}

}  // namespace gordian
