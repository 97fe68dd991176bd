// Interned patterns: an open-addressed index over a table that only grows; see pattern.h.
#include "race/pattern.h"

#include "base/print.h"
#include "base/spin_lock.h"
#include "base/system.h"

namespace gordian::patterns {

Parts *parts;

namespace {

constexpr u32 kMaxParts = kDirect;
constexpr u32 kIndexSize = kMaxParts * 2;

SpinLock lock;
u32 *index_words;  // 1 + number of the parts; 0: free
u32 used;
// When every number is used up, which takes two million combinations, further ones keep their bytes and lose their lines.
constexpr u32 kReserved = 512;

Parts partsOf(u64 key) {
  u8 mask = static_cast<u8>(key);
  return {static_cast<u32>(key >> 16), mask, static_cast<u8>(key >> 8 & 1 ? mask : 0)};
}

bool equal(const Parts &a, const Parts &b) {
  return a.site == b.site && a.mask == b.mask && a.atomic_mask == b.atomic_mask;
}

/// The number of `wanted`, or kMaxParts; `at` is where it is or belongs.
u32 find(const Parts &wanted, u32 &at) {
  while (u32 number = loadAcquire(&index_words[at])) {
    if (equal(parts[number - 1], wanted)) return number - 1;
    at = (at + 1) % kIndexSize;
  }
  return kMaxParts;
}

u32 hashOf(u64 key) { return static_cast<u32>(key * 0x9e3779b97f4a7c15u >> 40) % kIndexSize; }

u32 numberOf(u64 key) {
  Parts wanted = partsOf(key);
  u32 at = hashOf(key), number = find(wanted, at);
  if (number != kMaxParts) return number;
  SpinGuard guard(lock);
  number = find(wanted, at);
  if (number != kMaxParts) return number;
  if (used >= kMaxParts - kReserved) {
    key &= 0x1ff;
    number = find(wanted = partsOf(key), at = hashOf(key));
    if (number != kMaxParts || used == kMaxParts) return number % kMaxParts;
  }
  parts[used] = wanted;
  storeRelease(&index_words[at], ++used);
  return used - 1;
}

}  // namespace

void start() {
  parts = static_cast<Parts *>(system::mapSparse(u64{kMaxParts} * sizeof(Parts), true));
  index_words = static_cast<u32 *>(system::mapSparse(u64{kIndexSize} * sizeof(u32), true));
  if (!parts || !index_words) fatal("no address space for the table of access patterns: raise or remove the limit (ulimit -v)");
}

GORDIAN_NOINLINE Pattern intern(u64 &entry, u64 key) {
  u32 pattern = kDirect + numberOf(key);
  if (key < u64{1} << (64 - kPatternBits)) entry = key << kPatternBits | pattern;
  return static_cast<Pattern>(pattern);
}

void resetAfterFork() { lock = SpinLock(); }

}  // namespace gordian::patterns
