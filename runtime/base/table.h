// A table of objects that never move and are never unmapped, by 1-based index; 0 is none.
//
// Thread-safe: take and give lock a free list, at() reads without a lock.
#ifndef GORDIAN_BASE_TABLE_H
#define GORDIAN_BASE_TABLE_H

#include "base/arena.h"
#include "base/spin_lock.h"

namespace gordian {

/// T must be valid when zeroed, have `u32 next` (the free list) and be at most a few hundred bytes.
template <class T> class Table : NonCopyable {
 public:
  /// Index of an object that is zeroed, or as its last user left it after give(). Never 0.
  u32 take() {
    SpinGuard guard(lock_);
    if (u32 index = free_) {
      free_ = at(index).next;
      return index;
    }
    if (used_ % kSlab == 0) {
      if (used_ / kSlab == kSlabs) return 0;
      storeRelease(&slabs_[used_ / kSlab], static_cast<T *>(arena::allocate(kSlab * sizeof(T))));
    }
    return ++used_;
  }
  void give(u32 index) {
    SpinGuard guard(lock_);
    at(index).next = free_;
    free_ = index;
  }
  T &at(u32 index) { return loadAcquire(&slabs_[(index - 1) / kSlab])[(index - 1) % kSlab]; }
  u32 used() const { return used_; }
  void resetLock() { lock_ = SpinLock(); }

 private:
  static constexpr u32 kSlab = 512;
  static constexpr u32 kSlabs = 1u << 18;  // 134 million objects
  SpinLock lock_;
  u32 free_ = 0;
  u32 used_ = 0;
  T *slabs_[kSlabs] = {};
};

}  // namespace gordian

#endif
