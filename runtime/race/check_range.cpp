// The check of a range of bytes, a cache line of cells at a time; see check_access.h.
#include "race/quick_check.h"

namespace gordian {
namespace {

using quick::Kind;

/// Granules of one line, whose cells lie side by side, in a block that is ours alone. Returns how many are done.
u32 checkLineHeld(Thread &thread, u64 *cells, u32 count, u64 mine) {
  u32 upper = cell::upperHalf(thread.epoch);
  for (u32 i = 0; i < count; ++i) {
    u64 old = loadRelaxed(&cells[i]);
    if (old >> 32 == upper) continue;
    if (GORDIAN_UNLIKELY(cell::isRecord(static_cast<Cell>(old)))) return i;
    storeRelaxed(&cells[i], mine);
  }
  return count;
}

/// Whole granules of [at, end), which lie in one line. Returns the first that is not done.
template <Kind kKind> uptr checkLine(Thread &thread, uptr at, uptr end, u32 site) {
  u64 *cells = shadow::cellAt(at, kKind == Kind::kWrite ? shadow::layout.keys[0] : thread.read_key);
  u32 count = static_cast<u32>((end - at) / 8);
  if (shadow::holderOf(loadRelaxed(shadow::blockWord(at))) == thread.holder) {
    blocks::HeldUpdate update(thread, at);
    if (update.isHeldAs(thread.holder)) {
      u64 mine = thread.epoch_bits | cell::kHalfBits | cell::positionBits(thread.history.position()) | site;
      thread.last_access_clock = thread.clock;
      at += 8 * checkLineHeld(thread, cells, count, mine);
    }
  }
  while (at < end && quick::check<kKind>(thread, at, 0xff, site)) at += 8;
  return at;
}

template <Kind kKind> void check(Thread &thread, const Access &access) {
  uptr at = access.address, end = at + access.size;
  u32 site = raw(access.site);
  bool is_direct = site < patterns::kDirect;
  if (is_direct) noteSite(thread, access.site);
  while (at < end) {
    uptr stop = smallerOf<uptr>(end, (at | (kCacheLine - 1)) + 1);
    if (is_direct && at % 8 == 0 && stop - at >= 8) at = checkLine<kKind>(thread, at, stop & ~uptr{7}, site);
    if (at == stop) continue;
    // What is no whole granule, or not that simple.
    uptr rest = smallerOf<uptr>(stop, (at | 7) + 1);
    checkAccess(thread, {at, rest - at, access.site, access.operation, access.is_write, false});
    at = rest;
  }
}

}  // namespace

void checkRange(Thread &thread, const Access &access) {
  uptr end = access.address + access.size;
  if (end > shadow::kAddressLimit || end < access.address) return;
  if (GORDIAN_UNLIKELY(thread.carrier)) return checkAccess(thread, access);
  access.is_write ? check<Kind::kWrite>(thread, access) : check<Kind::kRead>(thread, access);
}

}  // namespace gordian
