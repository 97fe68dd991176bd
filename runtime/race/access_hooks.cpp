// The hooks that instrumented code calls when its inline check did not find the access covered (abi/hooks.h).
//
// Instrumented code takes a call for one instruction that changes nothing (base/quiet_entry.h). What is done most, the first
// access of an epoch in a block of memory that is the thread's own, is done here; the rest in check_access.cpp.
#include "abi/hooks.h"
#include "abi/log_format.h"
#include "base/quiet_entry.h"
#include "race/quick_check.h"

namespace gordian {
namespace {

using log_format::Operation;

enum class Kind { kRead, kWrite };

GORDIAN_NOINLINE void checkSlowly(Thread &thread, uptr address, u64 size, u32 site, u32 operation, bool is_write) {
  // A unit whose constructor has not run has no range of sites yet.
  if (site < GORDIAN_FIRST_SITE) site = GORDIAN_SITE_UNKNOWN;
  checkAccess(thread, {address, size, static_cast<Site>(site), static_cast<u16>(operation), is_write, false});
}

/// The access is in the shadow, but something beside it may race with it.
GORDIAN_NOINLINE void compareSlowly(Thread &thread, uptr granule, u32 mask, u32 site, bool is_write) {
  u32 first = static_cast<u32>(__builtin_ctz(mask)), last = 31 - static_cast<u32>(__builtin_clz(mask));
  Operation operation = is_write ? Operation::kWrite : Operation::kRead;
  compareAccess(thread, {granule + first, last - first + 1, static_cast<Site>(site), static_cast<u16>(operation), is_write, false});
}

/// One granule's share, if it needs no more than this. False: nothing has been done.
template <Kind kKind> GORDIAN_ALWAYS_INLINE bool checkQuickly(Thread &thread, uptr granule, u32 mask, u32 site) {
  u64 *cell_word = shadow::cellAt(granule, kKind == Kind::kWrite ? shadow::layout.keys[0] : thread.read_key);
  if (quick::isCovered(thread, static_cast<Cell>(loadRelaxed(cell_word)), mask)) return true;
  if (GORDIAN_UNLIKELY(site - GORDIAN_FIRST_SITE >= patterns::kDirect - GORDIAN_FIRST_SITE)) return false;
  noteSite(thread, static_cast<Site>(site));
  thread.last_access_clock = thread.clock;
  u32 plane = kKind == Kind::kWrite ? 0 : shadow::readPlaneOf(thread.slot);
  u16 holder = shadow::holderOf(loadRelaxed(shadow::blockWord(granule)));
  if (holder == thread.holder) {
    blocks::HeldUpdate update(thread, granule);
    return GORDIAN_LIKELY(update.isHeldAs(thread.holder)) && quick::add<quick::Block::kHeld>(thread, cell_word, plane, granule, mask, site);
  }
  if (GORDIAN_UNLIKELY(holder != shadow::kShared)) return false;
  if (kKind == Kind::kRead) blocks::notePlane(granule, plane);
  if (!quick::add<quick::Block::kShared>(thread, cell_word, plane, granule, mask, site)) return false;
  if (kKind == Kind::kRead) {
    if (GORDIAN_LIKELY(quick::isPast(thread, granule, 0))) return true;
  } else {
    bool all_past = true;
    u32 word = loadOrdered(shadow::blockWord(granule));
    for (u32 other = 1; other < shadow::kPlanes; ++other)
      if (shadow::mayHaveCells(word, other)) all_past &= quick::isPast(thread, granule, other);
    if (GORDIAN_LIKELY(all_past)) return true;
  }
  compareSlowly(thread, granule, mask, site, kKind == Kind::kWrite);
  return true;
}

template <Kind kKind> inline void check(uptr address, u32 size, u32 site) {
  constexpr Operation kOperation = kKind == Kind::kWrite ? Operation::kWrite : Operation::kRead;
  Thread *thread = currentThread();
  if (GORDIAN_UNLIKELY(!thread) || GORDIAN_UNLIKELY(thread->isUnchecked())) return;
  if (GORDIAN_UNLIKELY(address >= shadow::kAddressLimit - 32)) return;
  // No signal handler comes in between.
  RuntimeScope scope(*thread);
  uptr granule = address & ~uptr{7};
  u32 mask = ((1u << size) - 1) << (address & 7);
  bool is_done = !thread->carrier && checkQuickly<kKind>(*thread, granule, mask & 0xff, site);
  while (is_done && (mask >>= 8)) is_done = checkQuickly<kKind>(*thread, granule += 8, mask & 0xff, site);
  if (GORDIAN_UNLIKELY(!is_done)) checkSlowly(*thread, address, size, site, static_cast<u32>(kOperation), kKind == Kind::kWrite);
}

inline void checkRange(const void *pointer, u64 size, u32 site, bool is_write) {
  Thread *thread = currentThread();
  if (!thread || !size || thread->isUnchecked()) return;
  RuntimeScope scope(*thread);
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
