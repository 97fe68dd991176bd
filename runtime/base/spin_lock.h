// A lock for the few instructions during which the runtime changes what threads share.
//
// Zero-initialised is unlocked. Spins briefly, then gives up the processor. Held only by code of the runtime, and never
// across a call into the program, so that a thread that has it makes progress.
#ifndef GORDIAN_BASE_SPIN_LOCK_H
#define GORDIAN_BASE_SPIN_LOCK_H

#include "base/atomic.h"
#include "base/system.h"

namespace gordian {

class SpinLock {
 public:
  void lock() {
    if (GORDIAN_LIKELY(tryLock())) return;
    lockSlow();
  }
  bool tryLock() { return __atomic_exchange_n(&word_, 1u, __ATOMIC_ACQUIRE) == 0; }
  void unlock() { storeRelease(&word_, 0u); }
  bool isLocked() const { return loadRelaxed(&word_) != 0; }

 private:
  void lockSlow();
  u32 word_ = 0;
};

class SpinGuard : NonCopyable {
 public:
  explicit SpinGuard(SpinLock &lock) : lock_(lock) { lock_.lock(); }
  ~SpinGuard() { lock_.unlock(); }

 private:
  SpinLock &lock_;
};

}  // namespace gordian

#endif
