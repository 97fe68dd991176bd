// Vector clocks; see vector_clock.h.
#include "clock/vector_clock.h"

#include "base/arena.h"
#include "base/atomic.h"

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

void VectorClock::extend(ThreadSlot slot, Clock clock) {
  u32 index = raw(slot);
  reserve(index + 1);
  for (u32 i = size_; i < index; ++i) clocks_[i] = 0;
  size_ = index + 1;
  clocks_[index] = raw(clock);
}

namespace {

/// mine = max(mine, theirs). Returns something other than 0 if anything grew.
u64 joinScalar(u64 *mine, const u64 *theirs, u32 count) {
  u64 grew = 0;
  for (u32 i = 0; i < count; ++i) {
    u64 larger = largerOf(mine[i], theirs[i]);
    grew |= larger ^ mine[i];
    mine[i] = larger;
  }
  return grew;
}

#ifdef __x86_64__
using Four = s64 __attribute__((vector_size(32), aligned(8)));

/// Clocks have 40 bits, so that comparing them as signed numbers is right. Four at a time: the baseline of x86-64 has no
/// comparison of 64-bit numbers.
__attribute__((target("avx2"))) u64 joinByFour(u64 *mine, const u64 *theirs, u32 count) {
  Four grew = {};
  u32 i = 0;
  for (; i + 4 <= count; i += 4) {
    Four a = *reinterpret_cast<const Four *>(mine + i), b = *reinterpret_cast<const Four *>(theirs + i);
    Four is_larger = b > a;
    grew |= is_larger;
    *reinterpret_cast<Four *>(mine + i) = (b & is_larger) | (a & ~is_larger);
  }
  u64 any = static_cast<u64>(grew[0] | grew[1] | grew[2] | grew[3]);
  return any | joinScalar(mine + i, theirs + i, count - i);
}

/// cpuid leaf 7; the operating system keeps the upper halves if it offers AVX at all (leaf 1, OSXSAVE and XCR0).
bool findAvx2() {
  u32 a = 7, b = 0, c = 0, d = 0;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  bool has_avx2 = b & 1u << 5;
  a = 1, c = 0;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  if (!has_avx2 || !(c & 1u << 27)) return false;
  u32 low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (low & 6) == 6;
}

enum : u32 { kNotAsked, kHasNot, kHas };
u32 avx2;

u64 joinWide(u64 *mine, const u64 *theirs, u32 count) {
  if (GORDIAN_UNLIKELY(loadRelaxed(&avx2) == kNotAsked)) storeRelaxed(&avx2, findAvx2() ? u32{kHas} : u32{kHasNot});
  return loadRelaxed(&avx2) == kHas ? joinByFour(mine, theirs, count) : joinScalar(mine, theirs, count);
}
#else
u64 joinWide(u64 *mine, const u64 *theirs, u32 count) { return joinScalar(mine, theirs, count); }
#endif

// Below this the call costs more than it saves.
constexpr u32 kWide = 12;

}  // namespace

bool VectorClock::join(const VectorClock &other) {
  if (other.size_ > size_) {
    reserve(other.size_);
    for (u32 i = size_; i < other.size_; ++i) clocks_[i] = 0;
    size_ = other.size_;
  }
  u32 count = other.size_;
  u64 grew = count < kWide ? joinScalar(clocks_, other.clocks_, count) : joinWide(clocks_, other.clocks_, count);
  growth_ += grew != 0;
  return grew != 0;
}

void VectorClock::assign(const VectorClock &other) {
  reserve(other.size_);
  for (u32 i = 0, n = other.size_; i < n; ++i) clocks_[i] = other.clocks_[i];
  size_ = other.size_;
  ++growth_;
}

void VectorClock::clear() {
  if (clocks_) arena::release(clocks_, capacity_ * sizeof(u64));
  clocks_ = nullptr;
  size_ = capacity_ = 0;
  ++growth_;
}

void VectorClock::swap(VectorClock &other) {
  u64 *clocks = clocks_;
  u32 size = size_, capacity = capacity_;
  clocks_ = other.clocks_, size_ = other.size_, capacity_ = other.capacity_;
  other.clocks_ = clocks, other.size_ = size, other.capacity_ = capacity;
  ++growth_, ++other.growth_;
}

bool VectorClock::isWithin(const VectorClock &other) const {
  for (u32 i = 0; i < size_; ++i)
    if (clocks_[i] > (i < other.size_ ? other.clocks_[i] : 0)) return false;
  return true;
}

}  // namespace gordian
