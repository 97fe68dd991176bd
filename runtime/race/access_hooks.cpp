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

using quick::Kind;

GORDIAN_NOINLINE void checkSlowly(Thread &thread, uptr address, u64 size, u32 site, u32 operation, bool is_write) {
  // A unit whose constructor has not run has no range of sites yet.
  if (site < GORDIAN_FIRST_SITE) site = GORDIAN_SITE_UNKNOWN;
  checkAccess(thread, {address, size, static_cast<Site>(site), static_cast<u16>(operation), is_write, false});
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
  bool is_done = !thread->carrier && quick::check<kKind>(*thread, granule, mask & 0xff, site);
  while (is_done && (mask >>= 8)) is_done = quick::check<kKind>(*thread, granule += 8, mask & 0xff, site);
  if (GORDIAN_UNLIKELY(!is_done)) checkSlowly(*thread, address, size, site, static_cast<u32>(kOperation), kKind == Kind::kWrite);
}

inline void checkMemory(const void *pointer, u64 size, u32 site, bool is_write) {
  Thread *thread = currentThread();
  if (!thread || !size || thread->isUnchecked()) return;
  RuntimeScope scope(*thread);
  if (site < GORDIAN_FIRST_SITE) site = GORDIAN_SITE_UNKNOWN;
  Operation operation = is_write ? Operation::kRangeWrite : Operation::kRangeRead;
  checkRange(*thread, {reinterpret_cast<uptr>(pointer), size, static_cast<Site>(site), static_cast<u16>(operation), is_write, false});
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
  checkMemory(address, size, site, false);
}
GORDIAN_QUIET_ENTRY("__gordian_read_range", "gordian_read_range");

extern "C" __attribute__((used)) void gordian_write_range(const void *address, u64 size, u32 site) {
  checkMemory(address, size, site, true);
}
GORDIAN_QUIET_ENTRY("__gordian_write_range", "gordian_write_range");
