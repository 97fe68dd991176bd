// Shadow memory by regions; see shadow.h.
#include "race/shadow.h"

#include "base/print.h"
#include "base/spin_lock.h"
#include "base/system.h"

extern "C" {
__attribute__((visibility("default"))) uint64_t __gordian_shadow[1u << (47 - GORDIAN_REGION_BITS)];
}

namespace gordian::shadow {
namespace {

SpinLock region_lock;
uptr zero_region;

}  // namespace

void start() {
  zero_region = reinterpret_cast<uptr>(system::mapSparse(kPlaceDistance, false));
  if (!zero_region)
    fatal("no address space for shadow memory: raise or remove the limit (ulimit -v); 2 GB beside the program's own "
          "are the least");
  for (u64 &base : __gordian_shadow) base = zero_region;
}

bool hasRegion(uptr address) { return loadRelaxed(&__gordian_shadow[address >> GORDIAN_REGION_BITS]) != zero_region; }

uptr makeRegion(uptr address) {
  u64 *entry = &__gordian_shadow[address >> GORDIAN_REGION_BITS];
  SpinGuard guard(region_lock);
  if (*entry == zero_region) {
    uptr base = reinterpret_cast<uptr>(system::mapSparse(kRegionShadowBytes, true));
    if (!base)
      fatal("the kernel gives no more address space for shadow memory: raise or remove the limit (ulimit -v), or allow "
            "overcommit (vm.overcommit_memory)");
    storeRelease(entry, static_cast<u64>(base));
  }
  return *entry;
}

void discard(uptr begin, uptr end) {
  while (begin < end) {
    uptr region_end = smallerOf<uptr>(end, (begin & ~GORDIAN_REGION_MASK) + kRegionBytes);
    if (hasRegion(begin)) {
      uptr first = reinterpret_cast<uptr>(peekWriteCell(begin)), bytes = region_end - begin;
      for (u32 plane = 0; plane <= kReadPlanes; ++plane) {
        uptr from = first + plane * kPlaneStride;
        system::discard(roundUp(from, kPageBytes), (from + bytes) / kPageBytes * kPageBytes);
      }
    }
    begin = region_end;
  }
}

bool residentPages(uptr begin, uptr pages, u8 *resident) {
  return !system::failed(system::call(SYS_mincore, begin, pages * kPageBytes, reinterpret_cast<u64>(resident)));
}

}  // namespace gordian::shadow
