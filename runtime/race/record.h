// Records: what a cell and its twin cannot hold, held exactly.
//
// A cell refers to a record when three or more accesses of its granule stand beside each other: of threads that are
// concurrent (readers, atomics), or of several epochs that touched different bytes. A record has one entry for each; nothing
// is evicted: it grows as it must, and becomes a plain cell again when one entry is left. Records are only ever reused as
// records of the same size, so a reader with a stale cell sees some record; it locks and looks at the cell again.
#ifndef GORDIAN_RACE_RECORD_H
#define GORDIAN_RACE_RECORD_H

#include "base/spin_lock.h"
#include "clock/epochs.h"
#include "race/pattern.h"

namespace gordian {

/// One access, in full: unlike a cell it does not depend on which numbers epochs have now.
struct RecordEntry {
  u64 moment;  // clock << 16 | slot
  Cell access;  // as in a cell; its epoch's number is good as long as the one of a cell of that time

  static RecordEntry of(Cell cell) {
    Moment moment = epochs::momentOf(cell::epochOf(cell));
    Pattern pattern = cell::patternOf(cell);
    u64 access = cell::whenOf(cell) | cell::halvesOf(patterns::plainMaskOf(pattern)) | raw(pattern);
    return {raw(moment.clock) << 16 | raw(moment.slot), static_cast<Cell>(access)};
  }
  Pattern pattern() const { return cell::patternOf(access); }
  u32 position() const { return cell::positionOf(access); }
  Moment when() const { return {static_cast<ThreadSlot>(moment & 0xffff), static_cast<Clock>(moment >> 16)}; }
};

class Record : NonCopyable {
 public:
  /// Reserves the memory of all records. Ends the process with a sentence if there is no room.
  static void start();
  /// Locks the record of `cell_word`, which was seen to hold `seen`. Null if the cell has changed since.
  static Record *lock(u64 *cell_word, Cell seen);
  /// A new, locked record for `cell_word`, with no entry, to which nothing refers yet.
  static Record *make(u64 *cell_word);
  void unlock() { lock_.unlock(); }

  u32 count() const { return count_; }
  RecordEntry &entry(u32 index) { return entries_[index]; }
  void remove(u32 index) { entries_[index] = entries_[--count_]; }
  /// How often its thread came back to it while it held entries of one moment only; the caller counts.
  u16 &uses() { return uses_; }
  /// Adds an entry; returns the record to go on with: a larger copy, locked, if this one was full. Then the cell refers to
  /// the copy and this one has been given back.
  Record *add(RecordEntry entry);
  /// What the cell holds that refers to the record.
  Cell self() const;
  /// The cell no longer refers to the locked record: gives it back.
  void retire();
  /// Without the lock: does the record of `seen` hold entries of exactly `moment` with plain accesses to all of `mask`? The
  /// answer yes is right if the cell still refers to the record afterwards.
  static bool holds(Cell seen, u64 moment, u32 mask);

  /// In a child process: locks that other threads held at the fork are free again.
  static void resetAfterFork();

 private:
  static Record *make(u32 size_class, u64 *cell_word);
  u32 capacity() const;

  // Stale readers try the lock of a record that was given back, so free ones keep their lock, and are never zeroed.
  Record *next_free_;
  SpinLock lock_;
  u16 count_;
  u8 size_class_;
  u16 uses_;
  u64 *owner_;
  RecordEntry entries_[];
};

}  // namespace gordian

#endif
