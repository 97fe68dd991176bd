// The wait for a spin lock; see spin_lock.h.
#include "base/spin_lock.h"

namespace gordian {

GORDIAN_COLD void SpinLock::lockSlow() {
  for (u32 spins = 0;; ++spins) {
    if (loadRelaxed(&word_) == 0 && tryLock()) return;
    if (spins < 64) pause();
    else system::yield();
  }
}

}  // namespace gordian
