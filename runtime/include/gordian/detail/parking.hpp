// Waiting on the library's own locks and counters (wait group, rw_mutex, once): a queue of threads, each of which is
// told why it was woken.
#ifndef GORDIAN_DETAIL_PARKING_HPP
#define GORDIAN_DETAIL_PARKING_HPP

#include "waiter.hpp"

namespace gordian::detail {

/// Sleeps in `queue` until somebody takes `waiter` out and finishes it. `hold` is the object's held inner lock; it is
/// given back while the thread sleeps, and on return. The wait is announced as `operation` on `object`.
GORDIAN_INTERNAL inline void park(Hold &hold, WaitQueue &queue, WaitPoint &point, Waiter &waiter, uint32_t operation,
                                  const void *object) {
  waiter.point = &point;
  queue.push(waiter);
  detector::waitBegin(operation, object, false);
  hold.unlock();
  detector::waitCheck();
  point.sleep(nullptr);
  detector::waitEnd();
}

/// Takes all waiters out of `queue`.
GORDIAN_INTERNAL inline void takeAll(WaitQueue &queue, Finished &finished) {
  while (Waiter *waiter = queue.claimFirst())
    finished.add(waiter);
}

} // namespace gordian::detail

#endif
