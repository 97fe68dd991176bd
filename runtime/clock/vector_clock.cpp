// Vector clocks; see vector_clock.h.
#include "clock/vector_clock.h"

#include "base/arena.h"

namespace gordian {

void VectorClock::reserve(u32 size) {
  if (size <= capacity_) return;
  u32 capacity = largerOf<u32>(capacity_ * 2, 4);
  while (capacity < size) capacity *= 2;
  u64 *clocks = static_cast<u64 *>(arena::allocate(capacity * sizeof(u64)));
  for (u32 i = 0; i < size_; ++i) clocks[i] = clocks_[i];
  if (clocks_) arena::release(clocks_, capacity_ * sizeof(u64));
  clocks_ = clocks;
  capacity_ = capacity;
}

void VectorClock::set(ThreadSlot slot, Clock clock) {
  u32 index = raw(slot);
  if (index >= size_) {
    reserve(index + 1);
    for (u32 i = size_; i < index; ++i) clocks_[i] = 0;
    size_ = index + 1;
  }
  clocks_[index] = raw(clock);
}

bool VectorClock::join(const VectorClock &other) {
  if (other.size_ > size_) {
    reserve(other.size_);
    for (u32 i = size_; i < other.size_; ++i) clocks_[i] = 0;
    size_ = other.size_;
  }
  u64 grew = 0;
  u64 *mine = clocks_;
  const u64 *theirs = other.clocks_;
  for (u32 i = 0, n = other.size_; i < n; ++i) {
    u64 larger = largerOf(mine[i], theirs[i]);
    grew |= larger ^ mine[i];
    mine[i] = larger;
  }
  return grew != 0;
}

void VectorClock::assign(const VectorClock &other) {
  reserve(other.size_);
  for (u32 i = 0, n = other.size_; i < n; ++i) clocks_[i] = other.clocks_[i];
  size_ = other.size_;
}

void VectorClock::clear() {
  if (clocks_) arena::release(clocks_, capacity_ * sizeof(u64));
  clocks_ = nullptr;
  size_ = capacity_ = 0;
}

void VectorClock::swap(VectorClock &other) {
  u64 *clocks = clocks_;
  u32 size = size_, capacity = capacity_;
  clocks_ = other.clocks_, size_ = other.size_, capacity_ = other.capacity_;
  other.clocks_ = clocks, other.size_ = size, other.capacity_ = capacity;
}

bool VectorClock::isWithin(const VectorClock &other) const {
  for (u32 i = 0; i < size_; ++i)
    if (clocks_[i] > (i < other.size_ ? other.clocks_[i] : 0)) return false;
  return true;
}

}  // namespace gordian
