// A set of pairs that only grows, and the search for a circle in it; see lock_orders.h.
#include "log/lock_orders.h"

#include "base/arena.h"
#include "base/atomic.h"

namespace gordian::lock_orders {
namespace {

constexpr u64 kPairs = 1 << 16, kProbes = 32;

u64 *pairs;  // held << 32 | taken; 0: free
bool has_waited, is_full;

u64 *table() {
  u64 *made = loadAcquire(&pairs);
  if (made) return made;
  u64 *fresh = static_cast<u64 *>(arena::allocate(kPairs * sizeof(u64)));
  if (compareExchange(&pairs, made, fresh)) return fresh;
  arena::release(fresh, kPairs * sizeof(u64));
  return made;
}

u32 heldOf(u64 pair) { return static_cast<u32>(pair >> 32); }
u32 takenOf(u64 pair) { return static_cast<u32>(pair); }

/// Locks that lead nowhere are on no circle, nor are those that lead only to such.
bool hasCircle() {
  u64 limit = 0;
  for (u64 i = 0; i < kPairs; ++i) limit = largerOf<u64>(limit, largerOf(heldOf(pairs[i]), takenOf(pairs[i])) + u64{1});
  u32 *leads = static_cast<u32 *>(arena::allocate(limit * sizeof(u32)));
  u64 left = 0;
  for (u64 i = 0; i < kPairs; ++i)
    if (pairs[i]) ++leads[heldOf(pairs[i])], ++left;
  for (u64 before = left + 1; left && left < before;) {
    before = left;
    for (u64 i = 0; i < kPairs; ++i)
      if (pairs[i] && !leads[takenOf(pairs[i])]) --leads[heldOf(pairs[i])], --left, pairs[i] = 0;
  }
  arena::release(leads, limit * sizeof(u32));
  return left != 0;
}

}  // namespace

void took(u32 held, u32 taken) {
  u64 pair = u64{held} << 32 | taken;
  u64 *all = table(), at = pair * 0x9e3779b97f4a7c15u >> 40;
  for (u64 probe = 0; probe < kProbes; ++probe) {
    u64 *place = &all[(at + probe) % kPairs];
    u64 found = loadRelaxed(place);
    if (found == pair || (!found && (compareExchange(place, found, pair) || found == pair))) return;
  }
  storeRelaxed(&is_full, true);
}

void waitedHolding() {
  if (!loadRelaxed(&has_waited)) storeRelaxed(&has_waited, true);
}

bool maySaySomething() {
  return loadRelaxed(&has_waited) || loadRelaxed(&is_full) || (loadAcquire(&pairs) && hasCircle());
}

}  // namespace gordian::lock_orders
