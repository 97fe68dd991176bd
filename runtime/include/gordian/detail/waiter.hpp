// A thread that waits, its entries in the queues of what it waits for, and these queues.
//
// Everything lies in the waiting thread's own frame; queues are linked lists without allocation. A queue and its
// entries are guarded by the inner lock of the object they belong to; a WaitPoint is claimed once, by anybody.
// Source of the protocol: the sudog queues and selectDone of Go's runtime (chan.go, select.go), told anew.
#ifndef GORDIAN_DETAIL_WAITER_HPP
#define GORDIAN_DETAIL_WAITER_HPP

#include "detector.hpp"
#include "futex.hpp"

namespace gordian::detail {

/// One wait of one thread, for one operation or for the first of several (select).
class WaitPoint {
public:
  GORDIAN_INTERNAL WaitPoint() : thread(detector::current()) {}
  WaitPoint(const WaitPoint &) = delete;
  WaitPoint &operator=(const WaitPoint &) = delete;

  /// Whose wait this is: partners complete operations in its name.
  gordian_thread *const thread;

  /// Takes the right to end this wait by its case `index`. At most one claim succeeds; the claimer holds the inner lock
  /// of that case's object, does the whole operation under it, and afterwards calls finish.
  GORDIAN_INTERNAL bool claim(uint32_t index) {
    uint32_t unclaimed = kUnclaimed;
    return claimed_.compare_exchange_strong(unclaimed, index, std::memory_order_acq_rel, std::memory_order_relaxed);
  }
  GORDIAN_INTERNAL bool isClaimed() const { return claimed_.load(std::memory_order_acquire) != kUnclaimed; }
  GORDIAN_INTERNAL uint32_t claimedIndex() const { return claimed_.load(std::memory_order_acquire); }

  /// Ends the wait. The claimer's last touch: the waiting frame may be gone as soon as the word is written.
  GORDIAN_INTERNAL void finish() {
    const FutexWord *address = &word_;
    if (word_.exchange(kDone, std::memory_order_acq_rel) == kAsleep)
      futexWake(address);
  }

  /// Waits for finish; false when `until` (null: never) comes first.
  GORDIAN_INTERNAL bool sleep(const time_point *until) {
    if (spin())
      return true;
    uint32_t awake = kAwake;
    word_.compare_exchange_strong(awake, kAsleep, std::memory_order_acq_rel, std::memory_order_acquire);
    while (word_.load(std::memory_order_acquire) != kDone)
      if (!futexWait(word_, kAsleep, until) && word_.load(std::memory_order_acquire) != kDone)
        return false;
    return true;
  }

private:
  static constexpr uint32_t kUnclaimed = ~0u;
  static constexpr uint32_t kAwake = 0, kAsleep = 1, kDone = 2;

  /// Looks at the word for a while before the thread goes to sleep. Where the partner has no processor of its own that is
  /// in vain and keeps it waiting, so each thread remembers how it went and looks for half as long after each failure.
  GORDIAN_INTERNAL bool spin() {
    static constexpr int kMostSpins = 100;
    static constinit thread_local int spins = kMostSpins;
    static constinit thread_local unsigned waits = 0;
    if (++waits % 64 == 0)
      spins = kMostSpins;
    for (int i = 0; i < spins; ++i) {
      if (word_.load(std::memory_order_acquire) == kDone) {
        spins = kMostSpins;
        return true;
      }
      pauseProcessor();
    }
    spins /= 2;
    return word_.load(std::memory_order_acquire) == kDone;
  }

  std::atomic<uint32_t> claimed_{kUnclaimed};
  FutexWord word_{kAwake};
};

/// One entry in a queue: a case of a wait.
struct Waiter {
  WaitPoint *point = nullptr;
  uint32_t index = 0;    ///< Which case of the wait this is.
  void *value = nullptr; ///< What is sent (T), or where what is received goes (std::optional<T>).
  bool closed = false;   ///< The wait ended because the channel was closed.
  bool granted = false;  ///< The lock that was waited for is held already.
  bool queued = false;
  Waiter *previous = nullptr;
  Waiter *next = nullptr;
};

/// First in, first out.
class WaitQueue {
public:
  constexpr WaitQueue() = default;
  GORDIAN_INTERNAL bool isEmpty() const { return !first_; }

  GORDIAN_INTERNAL void push(Waiter &waiter) {
    waiter.queued = true;
    waiter.next = nullptr;
    waiter.previous = last_;
    (last_ ? last_->next : first_) = &waiter;
    last_ = &waiter;
  }

  /// Does nothing if a partner has taken it out already.
  GORDIAN_INTERNAL void remove(Waiter &waiter) {
    if (!waiter.queued)
      return;
    waiter.queued = false;
    (waiter.previous ? waiter.previous->next : first_) = waiter.next;
    (waiter.next ? waiter.next->previous : last_) = waiter.previous;
  }

  /// Takes out the first waiter whose wait is not over, and claims it; null if there is none. Selects that another of
  /// their cases has ended are dropped on the way.
  GORDIAN_INTERNAL Waiter *claimFirst() {
    while (Waiter *waiter = first_) {
      remove(*waiter);
      if (waiter->point->claim(waiter->index))
        return waiter;
    }
    return nullptr;
  }

private:
  Waiter *first_ = nullptr;
  Waiter *last_ = nullptr;
};

/// Claimed waiters whose operation is done and who are to be woken once the inner lock is given back. Until finish they
/// cannot leave, so their own links can hold the list.
class Finished {
public:
  GORDIAN_INTERNAL void add(Waiter *waiter) {
    waiter->next = first_;
    first_ = waiter;
  }
  GORDIAN_INTERNAL void wake() {
    while (Waiter *waiter = first_) {
      first_ = waiter->next;
      waiter->point->finish();
    }
  }

private:
  Waiter *first_ = nullptr;
};

/// Waits on an object that nobody can ever act on: a nil channel, a select without cases. Returns only when the time is
/// up.
GORDIAN_INTERNAL inline void waitInVain(uint32_t operation, const gordian_wait_case *cases, uint32_t count,
                                        const time_point *until) {
  WaitPoint point;
  detector::waitBegin(operation, cases, count, until != nullptr);
  detector::waitCheck();
  while (point.sleep(until)) {
  }
  detector::waitEnd();
}

} // namespace gordian::detail

#endif
