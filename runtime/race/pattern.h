// Which bytes of a granule were touched by which lines, as one number: a cell has room for a number only.
//
// A plain access of one line to all eight bytes is its own site. Every other combination of bytes, lines and kinds gets a
// number when it first comes up and keeps it: a program has few of them, since they come from its structures and its code.
// May use base/ only. Thread-safe; look-ups take no lock.
#ifndef GORDIAN_RACE_PATTERN_H
#define GORDIAN_RACE_PATTERN_H

#include "clock/epoch.h"

namespace gordian {

/// The bit of a site that says: the access is the release of the heap block, at the site in the other bits.
inline constexpr u32 kFreeFlag = 1u << 31;

/// What a pattern stands for.
struct PatternParts {
  u8 mask;         // bytes touched
  u8 atomic_mask;  // those touched by an atomic access
  u32 sites[8];    // for each byte touched, its site, with kFreeFlag; else 0
};

namespace patterns {

/// Patterns below are sites: all eight bytes, plain.
inline constexpr u32 kDirect = 1u << (kPatternBits - 1);

extern PatternParts *parts;

void start();

inline u32 maskOf(Pattern pattern) {
  return GORDIAN_LIKELY(raw(pattern) < kDirect) ? 0xff : parts[raw(pattern) - kDirect].mask;
}
inline u32 atomicMaskOf(Pattern pattern) {
  return GORDIAN_LIKELY(raw(pattern) < kDirect) ? 0 : parts[raw(pattern) - kDirect].atomic_mask;
}
/// The site of a byte that the pattern has.
inline Site siteOf(Pattern pattern, u32 byte) {
  return static_cast<Site>(raw(pattern) < kDirect ? raw(pattern) : parts[raw(pattern) - kDirect].sites[byte]);
}

/// Remembers blends for one thread, so that the common ones cost one look.
struct Cache {
  static constexpr u32 kEntries = 256;
  struct Entry {
    u64 key;
    Pattern pattern;
  } entries[kEntries];
};

/// An access of `site` to the bytes of `mask`, and what `base` says of the bytes of `kept` (no byte is in both).
Pattern blend(Cache &cache, Pattern base, u32 kept, Site site, u32 mask, bool is_atomic);
/// Only an access of `site` to the bytes of `mask`.
inline Pattern of(Cache &cache, Site site, u32 mask, bool is_atomic) {
  if (GORDIAN_LIKELY(mask == 0xff && !is_atomic && raw(site) < kDirect)) return static_cast<Pattern>(raw(site));
  return blend(cache, Pattern{}, 0, site, mask, is_atomic);
}
/// What `base` says of the bytes of `kept`.
inline Pattern only(Cache &cache, Pattern base, u32 kept) {
  return maskOf(base) == kept ? base : blend(cache, base, kept, Site{}, 0, false);
}

/// In a child process: the lock that another thread held at the fork is free again.
void resetAfterFork();

}  // namespace patterns
}  // namespace gordian

#endif
