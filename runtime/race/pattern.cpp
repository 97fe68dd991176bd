// Interned patterns: an open-addressed index over a table that only grows; see pattern.h.
#include "race/pattern.h"

#include "base/print.h"
#include "base/spin_lock.h"
#include "base/system.h"

namespace gordian::patterns {

PatternParts *parts;

namespace {

constexpr u32 kMaxParts = kDirect;
constexpr u32 kIndexSize = kMaxParts * 2;

SpinLock lock;
u32 *index_words;  // 1 + number of the parts; 0: free
u32 used;
// When every number is used up, which takes two million combinations, further ones keep their bytes and lose their lines.
constexpr u32 kReserved = 512;

bool equal(const PatternParts &a, const PatternParts &b) {
  if (a.mask != b.mask || a.atomic_mask != b.atomic_mask) return false;
  for (u32 i = 0; i < 8; ++i)
    if (a.sites[i] != b.sites[i]) return false;
  return true;
}

u32 hashOf(const PatternParts &key) {
  u64 hash = u64{key.mask} << 8 | key.atomic_mask;
  for (u32 site : key.sites) hash = (hash ^ site) * 0x9e3779b97f4a7c15u, hash ^= hash >> 29;
  return static_cast<u32>(hash >> 20) % kIndexSize;
}

/// The number of `key`, or kMaxParts; `at` is where it is or belongs.
u32 find(const PatternParts &key, u32 &at) {
  while (u32 number = loadAcquire(&index_words[at])) {
    if (equal(parts[number - 1], key)) return number - 1;
    at = (at + 1) % kIndexSize;
  }
  return kMaxParts;
}

Pattern intern(PatternParts &key) {
  u32 at = hashOf(key), number = find(key, at);
  if (number != kMaxParts) return static_cast<Pattern>(kDirect + number);
  SpinGuard guard(lock);
  number = find(key, at);
  if (number != kMaxParts) return static_cast<Pattern>(kDirect + number);
  if (used >= kMaxParts - kReserved) {
    for (u32 &site : key.sites) site = 0;
    number = find(key, at = hashOf(key));
    if (number != kMaxParts || used == kMaxParts) return static_cast<Pattern>(kDirect + number % kMaxParts);
  }
  parts[used] = key;
  storeRelease(&index_words[at], ++used);
  return static_cast<Pattern>(kDirect + used - 1);
}

}  // namespace

void start() {
  parts = static_cast<PatternParts *>(system::mapSparse(u64{kMaxParts} * sizeof(PatternParts), true));
  index_words = static_cast<u32 *>(system::mapSparse(u64{kIndexSize} * sizeof(u32), true));
  if (!parts || !index_words) fatal("no address space for the table of access patterns: raise or remove the limit (ulimit -v)");
}

Pattern blend(Cache &cache, Pattern base, u32 kept, Site site, u32 mask, bool is_atomic) {
  constexpr u32 kSiteBits = 25;
  bool can_cache = raw(site) < 1u << kSiteBits;
  u64 key = u64{raw(base)} << 42 | u64{kept} << 34 | u64{mask} << 26 | u64{is_atomic} << kSiteBits | raw(site);
  Cache::Entry &entry = cache.entries[(key * 0x9e3779b97f4a7c15u >> 40) % Cache::kEntries];
  if (GORDIAN_LIKELY(can_cache && entry.key == key)) return entry.pattern;
  PatternParts made{};
  made.mask = static_cast<u8>(kept | mask);
  made.atomic_mask = static_cast<u8>((atomicMaskOf(base) & kept) | (is_atomic ? mask : 0));
  bool is_one_site = true;
  u32 first = kept ? raw(siteOf(base, static_cast<u32>(__builtin_ctz(kept)))) : raw(site);
  for (u32 byte = 0; byte < 8; ++byte) {
    if (mask >> byte & 1) made.sites[byte] = raw(site);
    else if (kept >> byte & 1) made.sites[byte] = raw(siteOf(base, byte));
    is_one_site &= made.sites[byte] == first;
  }
  bool is_direct = made.mask == 0xff && !made.atomic_mask && is_one_site && first < kDirect;
  Pattern pattern = is_direct ? static_cast<Pattern>(first) : intern(made);
  if (can_cache) entry = {key, pattern};
  return pattern;
}

void resetAfterFork() { lock = SpinLock(); }

}  // namespace gordian::patterns
