// A spin lock that knows who holds it, so that a signal handler that interrupts the holder is turned away instead of
// waiting for itself for ever.
//
// May use base/ only. Zero-initialised is unlocked.
#ifndef GORDIAN_LOG_OWNED_LOCK_H
#define GORDIAN_LOG_OWNED_LOCK_H

#include "base/atomic.h"
#include "base/system.h"

namespace gordian::log {

class OwnedLock {
 public:
  /// False if `me` (the kernel's thread number) holds it already; then the lock is as it was.
  bool lock(u32 me) {
    u32 owner = 0;
    if (GORDIAN_LIKELY(compareExchange(&owner_, owner, me))) return true;
    return owner != me && lockSlow(me);
  }
  void unlock() { storeRelease(&owner_, 0u); }

 private:
  GORDIAN_COLD bool lockSlow(u32 me) {
    for (u32 spins = 0;; ++spins) {
      u32 owner = 0;
      if (loadRelaxed(&owner_) == 0 && compareExchange(&owner_, owner, me)) return true;
      if (spins < 64) pause();
      else system::yield();
    }
  }
  u32 owner_ = 0;
};

/// Holds the lock for a scope; `isHeld` says whether it was to be had.
class OwnedGuard : NonCopyable {
 public:
  OwnedGuard(OwnedLock &lock, u32 me) : lock_(lock), is_held_(lock.lock(me)) {}
  ~OwnedGuard() {
    if (is_held_) lock_.unlock();
  }
  bool isHeld() const { return is_held_; }

 private:
  OwnedLock &lock_;
  bool is_held_;
};

}  // namespace gordian::log

#endif
