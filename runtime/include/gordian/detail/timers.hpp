// Timers: one queue, and one thread of the library's that fires what is due. Started with the first timer, never ended.
//
// The thread is a system thread to the detector: it is neither stuck nor able to wake anybody but by timers, and what
// it does has the clock of whoever armed the timer (hooks.h, "Waiting").
#ifndef GORDIAN_DETAIL_TIMERS_HPP
#define GORDIAN_DETAIL_TIMERS_HPP

#include "futex.hpp"
#include "handle.hpp"

#include <set>
#include <thread>

namespace gordian::detail {

/// Something to do at a time, once or again and again. Owned by the queue as long as it is armed.
class Timer : public Counted {
public:
  GORDIAN_INTERNAL Timer(time_point due, time_point::duration period) : due_(due), period_(period) {}
  GORDIAN_INTERNAL virtual ~Timer() { detector::objectDestroy(this); }
  Timer(const Timer &) = delete;
  Timer &operator=(const Timer &) = delete;

  /// Called by the timer thread without locks. Must not block.
  virtual void fire() = 0;

private:
  friend class TimerQueue;
  struct DueEarlier {
    GORDIAN_INTERNAL bool operator()(const Timer *a, const Timer *b) const {
      return a->due_ != b->due_ ? a->due_ < b->due_ : std::less<>()(a, b);
    }
  };

  time_point due_;                    ///< Changed under the queue's lock, while not in the queue.
  const time_point::duration period_; ///< Zero: fires once.
  bool armed_ = false;                ///< Guarded by the queue's lock, as is the membership in the queue.
};

/// All armed timers by time. There is one, below; it is constant-initialised and never destroyed, so that timers work
/// before main and while the process ends.
class TimerQueue {
public:
  constexpr TimerQueue() = default;
  TimerQueue(const TimerQueue &) = delete;
  TimerQueue &operator=(const TimerQueue &) = delete;

  GORDIAN_INTERNAL void arm(const Handle<Timer> &timer) {
    Timer *const added = timer.get();
    Hold hold(lock_);
    if (!timers_)
      start();
    timers_->insert(added);
    added->armed_ = true;
    added->retain(); // the queue's share
    detector::timerArm(added);
    detector::timersPending(+1);
    if (*timers_->begin() == added)
      notify(hold);
  }

  /// The timer will not fire any more. With `waits`, a firing that is under way ends first; the timer thread itself
  /// must not wait.
  GORDIAN_INTERNAL void disarm(Timer *timer, bool waits) {
    {
      Hold hold(lock_);
      if (timer->armed_) {
        timer->armed_ = false;
        detector::timersPending(-1);
        if (timers_->erase(timer) > 0) {
          hold.unlock();
          Handle<Timer>::adopt(timer); // drops the queue's share
          return;
        }
      }
    }
    while (waits && firing_.load(std::memory_order_acquire) == timer)
      pauseProcessor(); // A firing is one send that does not block.
  }

private:
  // The lock is held, so that there is one thread; creating it is rare and needs nothing of the library's.
  GORDIAN_INTERNAL void start() {
    auto *timers = new Timers;
    try {
      std::thread(&TimerQueue::run, this).detach();
    } catch (...) {
      delete timers;
      throw;
    }
    timers_ = timers;
  }

  GORDIAN_INTERNAL void notify(Hold &hold) {
    changes_.fetch_add(1, std::memory_order_release);
    hold.unlock();
    futexWake(&changes_);
  }

  GORDIAN_INTERNAL void run() {
    IgnoreRegion ignored;
    detector::systemThread();
    for (;;) {
      const uint32_t seen = changes_.load(std::memory_order_acquire);
      time_point next;
      if (Timer *due = takeDue(next))
        fire(*due);
      else
        futexWait(changes_, seen, next == time_point::max() ? nullptr : &next);
    }
  }

  /// Takes the first timer out of the queue if it is due; otherwise says when to look again.
  GORDIAN_INTERNAL Timer *takeDue(time_point &next) {
    Hold hold(lock_);
    next = time_point::max();
    if (timers_->empty())
      return nullptr;
    Timer *const first = *timers_->begin();
    next = first->due_;
    if (next > std::chrono::steady_clock::now())
      return nullptr;
    timers_->erase(timers_->begin());
    firing_.store(first, std::memory_order_release);
    return first;
  }

  GORDIAN_INTERNAL void fire(Timer &timer) {
    detector::timerFire(&timer);
    timer.fire();
    firing_.store(nullptr, std::memory_order_release);
    Hold hold(lock_);
    if (timer.armed_ && timer.period_ != timer.period_.zero()) {
      // Ticks that were missed are not made up for.
      const time_point now = std::chrono::steady_clock::now();
      timer.due_ += timer.period_ * (1 + (now - timer.due_) / timer.period_);
      timers_->insert(&timer);
      return;
    }
    if (std::exchange(timer.armed_, false))
      detector::timersPending(-1);
    hold.unlock();
    Handle<Timer>::adopt(&timer);
  }

  using Timers = std::set<Timer *, Timer::DueEarlier>;
  InnerLock lock_;
  Timers *timers_ = nullptr; ///< Never freed: see the class.
  FutexWord changes_{0};     ///< Counts new first timers; the timer thread sleeps on it.
  std::atomic<const Timer *> firing_{nullptr};
};

inline constinit TimerQueue timer_queue;

} // namespace gordian::detail

#endif
