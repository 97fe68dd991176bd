// Vector clocks: what each thread has seen of every other.
//
// May use base/ only. Not thread-safe: the owner (a thread, or an object under its lock) serialises.
// Source: Flanagan & Freund, FastTrack, PLDI 2009, section 3.
#ifndef GORDIAN_CLOCK_VECTOR_CLOCK_H
#define GORDIAN_CLOCK_VECTOR_CLOCK_H

#include "clock/epoch.h"

namespace gordian {

class VectorClock : NonCopyable {
 public:
  VectorClock() = default;
  ~VectorClock() { clear(); }

  /// How much of `slot` has been seen; kNever if nothing.
  Clock get(ThreadSlot slot) const {
    return raw(slot) < size_ ? static_cast<Clock>(clocks_[raw(slot)]) : kNever;
  }
  void set(ThreadSlot slot, Clock clock) {
    ++growth_;
    advance(slot, clock);
  }
  /// As set, for the owner's own slot of a thread's clock, and for what is known to differ in that slot only: `growth`
  /// stays as it was.
  void advance(ThreadSlot slot, Clock clock) {
    if (GORDIAN_LIKELY(raw(slot) < size_)) clocks_[raw(slot)] = raw(clock);
    else extend(slot, clock);
  }

  /// Pointwise maximum with `other`. One pass over other's slots. Returns true if anything grew.
  bool join(const VectorClock &other);
  /// Becomes equal to `other`.
  void assign(const VectorClock &other);
  /// Forgets everything and gives the memory back.
  void clear();
  void swap(VectorClock &other);

  bool isEmpty() const { return size_ == 0; }
  /// Changes whenever anything but `advance` has changed the clock.
  u64 growth() const { return growth_; }
  /// Pointwise <=: everything seen here has been seen by `other`.
  bool isWithin(const VectorClock &other) const;
  u32 size() const { return size_; }

 private:
  void reserve(u32 size);
  void extend(ThreadSlot slot, Clock clock);

  u64 growth_ = 0;
  u64 *clocks_ = nullptr;
  u32 size_ = 0;
  u32 capacity_ = 0;
};

}  // namespace gordian

#endif
