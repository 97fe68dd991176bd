// Records; see record.h. They lie in one reserved range, so that a cell need only hold a number.
#include "race/record.h"

#include "base/print.h"
#include "race/shadow.h"

namespace gordian {
namespace {

// 128 bytes hold 6 entries; each class is four times the one before. The last holds an entry for every thread.
constexpr u32 kSizeClasses = 8;
constexpr u64 kUnit = 128;
constexpr u64 unitsOf(u32 size_class) { return u64{1} << 2 * size_class; }
constexpr u64 kUnits = u64{1} << 31;

struct FreeList {
  SpinLock lock;
  Record *first;
};
FreeList free_lists[kSizeClasses];
uptr pool;
u64 used_units;

Record *numbered(u32 number) { return reinterpret_cast<Record *>(pool + number * kUnit); }

}  // namespace

void Record::start() {
  pool = reinterpret_cast<uptr>(system::mapSparse(kUnits * kUnit, true));
  if (!pool) fatal("no address space for records of accesses: raise or remove the limit (ulimit -v)");
}

u32 Record::capacity() const {
  return static_cast<u32>((unitsOf(size_class_) * kUnit - sizeof(Record)) / sizeof(RecordEntry));
}

Record *Record::make(u32 size_class, u64 *cell_word) {
  Record *record;
  {
    SpinGuard guard(free_lists[size_class].lock);
    record = free_lists[size_class].first;
    if (record) free_lists[size_class].first = record->next_free_;
  }
  if (!record) {
    u64 at = fetchAdd(&used_units, unitsOf(size_class));
    if (at + unitsOf(size_class) > kUnits) fatal("more than 256 GB of records of concurrent accesses: check less at once");
    record = numbered(static_cast<u32>(at));
    record->size_class_ = static_cast<u8>(size_class);
  }
  record->lock_.lock();
  record->count_ = record->uses_ = 0;
  record->owner_ = cell_word;
  return record;
}

Record *Record::make(u64 *cell_word) { return make(0, cell_word); }

Record *Record::lock(u64 *cell_word, Cell seen) {
  Record *record = numbered(cell::recordOf(seen));
  record->lock_.lock();
  if (shadow::load(cell_word) == seen && record->owner_ == cell_word) return record;
  record->lock_.unlock();
  return nullptr;
}

Cell Record::self() const { return cell::makeRecord(static_cast<u32>((reinterpret_cast<uptr>(this) - pool) / kUnit)); }

Record *Record::add(RecordEntry entry) {
  Record *record = this;
  if (count_ == capacity()) {
    record = make(size_class_ + 1u, owner_);
    record->count_ = count_;
    for (u32 i = 0; i < count_; ++i) record->entries_[i] = entries_[i];
    storeOrdered(owner_, raw(record->self()));
    retire();
  }
  record->entries_[record->count_++] = entry;
  return record;
}

void Record::retire() {
  owner_ = nullptr;
  count_ = 0;
  lock_.unlock();
  SpinGuard guard(free_lists[size_class_].lock);
  next_free_ = free_lists[size_class_].first;
  free_lists[size_class_].first = this;
}

bool Record::holds(Cell seen, u64 moment, u32 mask) {
  const Record *record = numbered(cell::recordOf(seen));
  for (u32 i = 0, count = smallerOf<u32>(loadRelaxed(&record->count_), record->capacity()); i < count; ++i) {
    if (loadRelaxed(&record->entries_[i].moment) != moment) continue;
    Cell access = static_cast<Cell>(__atomic_load_n(reinterpret_cast<const u64 *>(&record->entries_[i].access), __ATOMIC_RELAXED));
    // An entry that is being replaced: its moment is looked at again.
    compilerBarrier();
    if (loadRelaxed(&record->entries_[i].moment) != moment) continue;
    mask &= ~patterns::plainMaskOf(cell::patternOf(access));
    if (!mask) return true;
  }
  return false;
}

void Record::resetAfterFork() {
  for (FreeList &list : free_lists) list.lock = SpinLock();
  for (u64 unit = 0; unit < used_units;) {
    Record *record = numbered(static_cast<u32>(unit));
    record->lock_ = SpinLock();
    unit += unitsOf(record->size_class_);
  }
}

}  // namespace gordian
