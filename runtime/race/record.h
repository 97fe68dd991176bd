// Inflated cells: what one cell cannot hold, held exactly.
//
// A cell is inflated when its bytes were touched in different epochs, by places that differ, or by threads that are
// concurrent (readers, atomics). Then it refers to a record with one entry for each epoch and place; each entry has the
// bytes that it still stands for. Nothing is evicted: a record grows as it must, and becomes a plain cell again when one
// entry is left. Records are 128-byte aligned blocks of the arena and are only ever reused as records of the same size,
// so a reader with a stale cell sees some record; it locks and looks at the cell again.
#ifndef GORDIAN_RACE_RECORD_H
#define GORDIAN_RACE_RECORD_H

#include "base/spin_lock.h"
#include "clock/epoch.h"

namespace gordian {

struct RecordEntry {
  Cell cell;
  u64 place;
};

class InflatedCell : NonCopyable {
 public:
  /// Locks the record of `cell_word`, which was seen to hold `seen`. Null if the cell has changed since.
  static InflatedCell *lock(u64 *cell_word, Cell seen);
  /// A new, locked record with no entry, not yet referred to by any cell.
  static InflatedCell *make();
  void unlock() { lock_.unlock(); }

  u32 count() const { return count_; }
  RecordEntry &entry(u32 index) { return entries_[index]; }
  void removeEmpty();
  /// Adds an entry; returns the record to go on with: a larger copy, locked, if this one was full (then `cell_word`, if it
  /// is not null, refers to the copy and this one has been given back).
  InflatedCell *add(RecordEntry entry, u64 *cell_word);
  /// The record is referred to by `cell_word` from now on. `self()` is what to store there.
  void attach(u64 *cell_word) { owner_ = cell_word; }
  Cell self() const { return cell::makeInflated(reinterpret_cast<uptr>(this)); }
  /// The cell no longer refers to the locked record: gives it back.
  void retire();
  /// Without the lock: does the record hold an entry for exactly this moment, kind and at least these bytes? The answer
  /// yes is right if the cell still refers to the record afterwards.
  bool holds(Cell mine) const;

 private:
  static InflatedCell *make(u32 size_class);
  u32 capacity() const;

  // Stale readers try the lock of a block that was given back, so free blocks keep their lock, and are never zeroed.
  InflatedCell *next_free_;
  SpinLock lock_;
  u16 count_;
  u16 size_class_;
  u64 *owner_;
  RecordEntry entries_[];

 public:
  /// In a child process: locks that other threads held at the fork are free again.
  static void resetAfterFork();
};

}  // namespace gordian

#endif
