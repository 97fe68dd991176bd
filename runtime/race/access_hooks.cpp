// The hooks that instrumented code calls when its inline check did not find the access covered (abi/hooks.h).
//
// Instrumented code takes a call for one instruction that changes nothing (base/quiet_entry.h). What is done most, the first access of an epoch to all eight bytes
// of a granule in a block of memory that is the thread's own, is done here; the rest in check_access.cpp.
#include "abi/hooks.h"
#include "abi/log_format.h"
#include "base/quiet_entry.h"
#include "race/block.h"
#include "race/check_access.h"

namespace gordian {
namespace {

using log_format::Operation;

enum class Kind { kRead, kWrite };

GORDIAN_NOINLINE void checkSlowly(Thread &thread, uptr address, u64 size, u32 site, u32 operation, bool is_write) {
  // A unit whose constructor has not run has no range of sites yet.
  if (site < GORDIAN_FIRST_SITE) site = GORDIAN_SITE_UNKNOWN;
  RuntimeScope scope(thread);
  checkAccess(thread, {address, size, static_cast<Site>(site), static_cast<u16>(operation), is_write, false});
}

GORDIAN_NOINLINE void recheckSlowly(Thread &thread, uptr address, u64 size, u32 site, u32 operation, bool is_write) {
  RuntimeScope scope(thread);
  recheckAccess(thread, {address, size, static_cast<Site>(site), static_cast<u16>(operation), is_write, false});
}

/// Whether this thread has made such an access to all of `mask` in this epoch.
__attribute__((always_inline)) inline bool isCovered(const Thread &thread, Cell cell, u32 mask) {
  if (((raw(cell) ^ thread.epoch_bits) & cell::kEpochBits) != 0) return false;
  if ((raw(cell) & cell::halvesOf(mask)) == cell::halvesOf(mask) && (mask == 0x0f || mask == 0xf0 || mask == 0xff)) return true;
  Pattern pattern = cell::patternOf(cell);
  return (mask & ~(patterns::maskOf(pattern) & ~patterns::atomicMaskOf(pattern))) == 0;
}

/// One granule's share, if it needs no more than this: it is covered, or ours takes the place of what was there.
template <Kind kKind> __attribute__((always_inline)) inline bool checkQuickly(Thread &thread, uptr granule, u32 mask, u32 site) {
  u64 *cell_word = shadow::cellAt(granule, kKind == Kind::kWrite ? shadow::layout.keys[0] : thread.read_key);
  Cell old = static_cast<Cell>(loadRelaxed(cell_word));
  if (isCovered(thread, old, mask)) return true;
  if (mask != 0xff || cell::isSpilled(old) || cell::isRecord(old)) return false;
  if (GORDIAN_UNLIKELY(site - GORDIAN_FIRST_SITE >= patterns::kDirect - GORDIAN_FIRST_SITE)) return false;
  noteSite(thread, static_cast<Site>(site));
  blocks::HeldUpdate update(thread, granule);
  if (GORDIAN_UNLIKELY(!update.isHeldAs(thread.holder))) return false;
  storeRelaxed(cell_word, thread.epoch_bits | cell::kHalfBits | cell::positionBits(thread.history.position()) | site);
  thread.last_access_clock = thread.clock;
  if (GORDIAN_LIKELY(update.isHeldAs(thread.holder))) return true;
  // Taken from us meanwhile, by way of a signal handler that ran in between.
  update.finish();
  constexpr Operation kOperation = kKind == Kind::kWrite ? Operation::kWrite : Operation::kRead;
  recheckSlowly(thread, granule, 8, site, static_cast<u32>(kOperation), kKind == Kind::kWrite);
  return true;
}

template <Kind kKind> inline void check(uptr address, u32 size, u32 site) {
  constexpr Operation kOperation = kKind == Kind::kWrite ? Operation::kWrite : Operation::kRead;
  Thread *thread = currentThread();
  if (GORDIAN_UNLIKELY(!thread) || GORDIAN_UNLIKELY(thread->isUnchecked())) return;
  if (GORDIAN_UNLIKELY(address >= shadow::kAddressLimit - 32)) return;
  uptr granule = address & ~uptr{7};
  u32 mask = ((1u << size) - 1) << (address & 7);
  bool is_done = checkQuickly<kKind>(*thread, granule, mask & 0xff, site);
  while (is_done && (mask >>= 8)) is_done = checkQuickly<kKind>(*thread, granule += 8, mask & 0xff, site);
  if (!is_done) checkSlowly(*thread, address, size, site, static_cast<u32>(kOperation), kKind == Kind::kWrite);
}

inline void checkRange(const void *pointer, u64 size, u32 site, bool is_write) {
  Thread *thread = currentThread();
  if (!thread || !size || thread->isUnchecked()) return;
  checkSlowly(*thread, reinterpret_cast<uptr>(pointer), size, site,
              static_cast<u32>(is_write ? Operation::kRangeWrite : Operation::kRangeRead), is_write);
}

}  // namespace
}  // namespace gordian

using namespace gordian;

#define GORDIAN_ACCESS_HOOK(kind, name, bytes)                                                                           \
  extern "C" __attribute__((used)) void gordian_##name##bytes(uptr address, u32 site) { check<kind>(address, bytes, site); }  \
  GORDIAN_QUIET_ENTRY("__gordian_" #name #bytes, "gordian_" #name #bytes)

GORDIAN_ACCESS_HOOK(Kind::kRead, read, 1);
GORDIAN_ACCESS_HOOK(Kind::kRead, read, 2);
GORDIAN_ACCESS_HOOK(Kind::kRead, read, 4);
GORDIAN_ACCESS_HOOK(Kind::kRead, read, 8);
GORDIAN_ACCESS_HOOK(Kind::kRead, read, 16);
GORDIAN_ACCESS_HOOK(Kind::kWrite, write, 1);
GORDIAN_ACCESS_HOOK(Kind::kWrite, write, 2);
GORDIAN_ACCESS_HOOK(Kind::kWrite, write, 4);
GORDIAN_ACCESS_HOOK(Kind::kWrite, write, 8);
GORDIAN_ACCESS_HOOK(Kind::kWrite, write, 16);

extern "C" __attribute__((used)) void gordian_read_range(const void *address, u64 size, u32 site) {
  checkRange(address, size, site, false);
}
GORDIAN_QUIET_ENTRY("__gordian_read_range", "gordian_read_range");

extern "C" __attribute__((used)) void gordian_write_range(const void *address, u64 size, u32 site) {
  checkRange(address, size, site, true);
}
GORDIAN_QUIET_ENTRY("__gordian_write_range", "gordian_write_range");
