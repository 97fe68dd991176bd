// Inflated cells; see record.h.
#include "race/record.h"

#include "base/arena.h"
#include "race/shadow.h"

namespace gordian {
namespace {

// 128 bytes hold 6 entries; each class is four times the one before. The last holds an entry for every thread.
constexpr u32 kSizeClasses = 8;
constexpr u64 bytesOf(u32 size_class) { return u64{128} << 2 * size_class; }

struct FreeList {
  SpinLock lock;
  InflatedCell *first;
};
FreeList free_lists[kSizeClasses];

}  // namespace

u32 InflatedCell::capacity() const {
  return static_cast<u32>((bytesOf(size_class_) - sizeof(InflatedCell)) / sizeof(RecordEntry));
}

InflatedCell *InflatedCell::make(u32 size_class) {
  InflatedCell *record;
  {
    SpinGuard guard(free_lists[size_class].lock);
    record = free_lists[size_class].first;
    if (record) free_lists[size_class].first = record->next_free_;
  }
  if (!record) {
    record = static_cast<InflatedCell *>(arena::allocate(bytesOf(size_class)));
    record->size_class_ = static_cast<u16>(size_class);
  }
  record->lock_.lock();
  record->count_ = 0;
  record->owner_ = nullptr;
  return record;
}

InflatedCell *InflatedCell::make() { return make(0); }

InflatedCell *InflatedCell::lock(u64 *cell_word, Cell seen) {
  InflatedCell *record = reinterpret_cast<InflatedCell *>(cell::recordOf(seen));
  record->lock_.lock();
  if (shadow::load(cell_word) == seen && record->owner_ == cell_word) return record;
  record->lock_.unlock();
  return nullptr;
}

void InflatedCell::removeEmpty() {
  u32 kept = 0;
  for (u32 i = 0; i < count_; ++i)
    if (cell::maskOf(entries_[i].cell)) entries_[kept++] = entries_[i];
  count_ = static_cast<u16>(kept);
}

InflatedCell *InflatedCell::add(RecordEntry entry, u64 *cell_word) {
  InflatedCell *record = this;
  if (count_ == capacity()) {
    record = make(size_class_ + 1u);
    record->owner_ = owner_;
    record->count_ = count_;
    for (u32 i = 0; i < count_; ++i) record->entries_[i] = entries_[i];
    if (cell_word) storeOrdered(cell_word, raw(record->self()));
    retire();
  }
  record->entries_[record->count_++] = entry;
  return record;
}

void InflatedCell::retire() {
  owner_ = nullptr;
  count_ = 0;
  lock_.unlock();
  SpinGuard guard(free_lists[size_class_].lock);
  next_free_ = free_lists[size_class_].first;
  free_lists[size_class_].first = this;
}

bool InflatedCell::holds(Cell mine) const {
  for (u32 i = 0, count = loadRelaxed(&count_); i < count; ++i) {
    u64 word = __atomic_load_n(reinterpret_cast<const u64 *>(&entries_[i].cell), __ATOMIC_RELAXED);
    Cell cell = static_cast<Cell>(word);
    if (cell::sameEpoch(cell, mine) && (cell::maskOf(mine) & ~cell::maskOf(cell)) == 0) return true;
  }
  return false;
}

void InflatedCell::resetAfterFork() {
  for (FreeList &list : free_lists) list.lock = SpinLock();
}

}  // namespace gordian
