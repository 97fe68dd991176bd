// Disjoint ranges of addresses: which memory is the runtime's own, which the program has mapped itself.
//
// May use base/ only. Fixed capacity, no allocation: it is what the arena itself stands on. Adjacent ranges merge, so that
// a few hundred suffice; one that does not fit is forgotten, and `isComplete` says so. Thread-safe but for copyTo, which
// may also be called where another thread stands still in the middle of a change: then it returns false.
#ifndef GORDIAN_BASE_RANGE_SET_H
#define GORDIAN_BASE_RANGE_SET_H

#include "base/spin_lock.h"

namespace gordian {

struct Range {
  uptr begin, end;
};

class RangeSet : NonCopyable {
 public:
  static constexpr u32 kCapacity = 2048;

  void add(uptr begin, uptr end) {
    if (begin >= end) return;
    SpinGuard guard(lock_);
    u32 first = firstEndingFrom(begin), last = first;
    while (last < count_ && ranges_[last].begin <= end) {
      begin = smallerOf(begin, ranges_[last].begin);
      end = largerOf(end, ranges_[last].end);
      ++last;
    }
    replace(first, last, {begin, end});
  }

  void remove(uptr begin, uptr end) {
    if (begin >= end) return;
    SpinGuard guard(lock_);
    for (u32 at = firstEndingFrom(begin); at < count_ && ranges_[at].begin < end;) {
      Range old = ranges_[at];
      if (old.end <= begin) {
        ++at;
        continue;
      }
      erase(at, at + 1);
      if (old.begin < begin) insert(at++, {old.begin, begin});
      if (old.end > end) insert(at++, {end, old.end});
    }
  }

  /// Copies the ranges, ascending; `out` has room for kCapacity.
  bool copyTo(Range *out, u32 &count) {
    for (u32 tries = 0; !lock_.tryLock(); ++tries) {
      if (tries == 1000) return false;
      system::yield();
    }
    for (u32 i = 0; i < count_; ++i) out[i] = ranges_[i];
    count = count_;
    lock_.unlock();
    return true;
  }
  bool isComplete() const { return is_complete_; }
  void resetLock() { lock_ = SpinLock(); }

 private:
  u32 firstEndingFrom(uptr begin) const {
    u32 low = 0, high = count_;
    while (low < high) {
      u32 middle = (low + high) / 2;
      if (ranges_[middle].end < begin) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  void erase(u32 first, u32 last) {
    for (u32 i = last; i < count_; ++i) ranges_[first + (i - last)] = ranges_[i];
    count_ -= last - first;
  }
  void insert(u32 at, Range range) {
    if (count_ == kCapacity) {
      is_complete_ = false;
      return;
    }
    for (u32 i = count_; i > at; --i) ranges_[i] = ranges_[i - 1];
    ranges_[at] = range;
    ++count_;
  }
  void replace(u32 first, u32 last, Range range) {
    if (last > first) {
      ranges_[first] = range;
      erase(first + 1, last);
    } else {
      insert(first, range);
    }
  }

  SpinLock lock_;
  bool is_complete_ = true;
  u32 count_ = 0;
  Range ranges_[kCapacity];
};

}  // namespace gordian

#endif
