// The guards of local statics (Itanium C++ ABI, section 3.3.3), which order as pthread_once does.
//
// Defined here rather than wrapped: with -static-libstdc++ there would be nothing behind them. The word's bits are
// those of libstdc++, so that a shared object with a hidden copy of libstdc++ may share a guard with the program. A
// program without C++ never calls them.
#include "base/system.h"
#include "intercept/intercept.h"
#include "sync/waiting.h"

#include <limits.h>
#include <linux/futex.h>

namespace gordian {
namespace {

constexpr u32 kDone = 1;
constexpr u32 kPending = 1 << 8;
constexpr u32 kWaiting = 1 << 16;

u32 *wordOf(u64 *guard) { return reinterpret_cast<u32 *>(guard); }

/// Not a private futex, since libstdc++'s is not.
void futex(u32 *word, int operation, u32 value) {
  system::call(SYS_futex, reinterpret_cast<u64>(word), static_cast<u64>(operation), value, 0);
}

void leave(u64 *guard, u32 value) {
  if (exchange(wordOf(guard), value) & kWaiting)
    futex(wordOf(guard), FUTEX_WAKE, INT_MAX);
}

/// Returns whether the caller is to initialise; waits while another thread does.
bool enterGuard(const Call &call, u64 *guard) {
  u32 *word = wordOf(guard);
  for (;;) {
    u32 value = loadAcquire(word);
    if (value & kDone)
      return false;
    if (value == 0) {
      if (compareExchange(word, value, kPending))
        return true;
      continue;
    }
    if (!(value & kWaiting) && !compareExchange(word, value, value | kWaiting))
      continue;
    tell(call, [&](Thread &self) { onceWaiting(self, addressOf(guard), true); });
    futex(word, FUTEX_WAIT, value | kWaiting);
    tell(call, [&](Thread &self) { onceWaited(self); });
  }
}

} // namespace

GORDIAN_INTERPOSE(int, __cxa_guard_acquire, u64 *guard) {
  Call call = enter();
  bool initialises = enterGuard(call, guard);
  tell(call, [&](Thread &self) {
    if (initialises)
      onceBegun(self, addressOf(guard));
    else
      acquireObject(self, addressOf(guard), ObjectKind::kOnce);
  });
  return initialises;
}

GORDIAN_INTERPOSE(void, __cxa_guard_release, u64 *guard) {
  tell(enter(), [&](Thread &self) {
    releaseObject(self, addressOf(guard), ObjectKind::kOnce);
    onceEnded(self, addressOf(guard));
  });
  leave(guard, kDone);
}

GORDIAN_INTERPOSE(void, __cxa_guard_abort, u64 *guard) {
  tell(enter(), [&](Thread &self) { onceEnded(self, addressOf(guard)); });
  leave(guard, 0);
}

} // namespace gordian
