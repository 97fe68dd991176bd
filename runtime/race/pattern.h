// Which bytes of a granule one line touched, and how, as one number: a cell has room for a number only.
//
// A plain access to all eight bytes is its own site. Every other combination of site, bytes and kind gets a number when it
// first comes up and keeps it: a program has few of them. Accesses of several lines are several entries (check_access.cpp).
// May use base/ only. Thread-safe; look-ups take no lock.
#ifndef GORDIAN_RACE_PATTERN_H
#define GORDIAN_RACE_PATTERN_H

#include "clock/epoch.h"

namespace gordian {

/// The bit of a site that says: the access is the release of the heap block, at the site in the other bits.
inline constexpr u32 kFreeFlag = 1u << 31;

namespace patterns {

/// What a pattern stands for.
struct Parts {
  u32 site;   // with kFreeFlag
  u8 mask;    // bytes touched
  u8 atomic_mask;  // the same if the access is atomic, else 0
};

/// Patterns below are sites: all eight bytes, plain.
inline constexpr u32 kDirect = 1u << (kPatternBits - 1);

extern Parts *parts;

void start();

inline u32 maskOf(Pattern pattern) {
  return GORDIAN_LIKELY(raw(pattern) < kDirect) ? 0xff : parts[raw(pattern) - kDirect].mask;
}
inline u32 atomicMaskOf(Pattern pattern) {
  return GORDIAN_LIKELY(raw(pattern) < kDirect) ? 0 : parts[raw(pattern) - kDirect].atomic_mask;
}
/// Bytes touched by plain accesses.
inline u32 plainMaskOf(Pattern pattern) { return maskOf(pattern) & ~atomicMaskOf(pattern); }
inline Site siteOf(Pattern pattern) {
  return static_cast<Site>(raw(pattern) < kDirect ? raw(pattern) : parts[raw(pattern) - kDirect].site);
}

/// Remembers the patterns that one thread used lately.
struct Cache {
  static constexpr u32 kBits = 12;
  u64 entries[1 << kBits];  // key << kPatternBits | pattern; sites of 2^32 do not fit, and are not kept
};

Pattern intern(u64 &entry, u64 key);

/// An access of `site` to the bytes of `mask`, which is not 0.
inline Pattern of(Cache &cache, Site site, u32 mask, bool is_atomic) {
  if (GORDIAN_LIKELY(mask == 0xff && !is_atomic && raw(site) < kDirect)) return static_cast<Pattern>(raw(site));
  u64 key = u64{raw(site)} << 16 | u64{is_atomic} << 8 | mask;
  u64 &entry = cache.entries[key * 0x9e3779b97f4a7c15u >> (64 - Cache::kBits)];
  return GORDIAN_LIKELY(entry >> kPatternBits == key) ? static_cast<Pattern>(entry & ((1u << kPatternBits) - 1)) : intern(entry, key);
}
/// What `base` says of the bytes of `kept`, which is not 0.
inline Pattern only(Cache &cache, Pattern base, u32 kept) {
  return maskOf(base) == kept ? base : of(cache, siteOf(base), kept, atomicMaskOf(base) != 0);
}

/// In a child process: the lock that another thread held at the fork is free again.
void resetAfterFork();

}  // namespace patterns
}  // namespace gordian

#endif
