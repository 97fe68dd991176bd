// after and ticker: channels on which time sends.
//
// Included by chan.hpp. The library's one timer thread (detail/timers.hpp) makes the sends; what happened before the
// timer was started happens before the receive of what it sends, and nothing else does.
#ifndef GORDIAN_TIMER_HPP
#define GORDIAN_TIMER_HPP

#include "chan.hpp"
#include "detail/timers.hpp"

namespace gordian {
namespace detail {

/// Sends the time on a channel with room for one message; a tick that finds it full is dropped.
class ChannelTimer final : public Timer {
public:
  GORDIAN_INTERNAL ChannelTimer(time_point due, time_point::duration period)
      : Timer(due, period), core_(Handle<Core<time_point>>::adopt(new Core<time_point>(1))) {}
  GORDIAN_INTERNAL chan<time_point> channel() const { return Access::handleOf(core_.get()); }
  GORDIAN_INTERNAL void fire() override {
    time_point now = std::chrono::steady_clock::now();
    if (!core_->isClosed())
      core_->trySend(now);
  }

private:
  Handle<Core<time_point>> core_;
};

} // namespace detail

/// A channel that gets one message, the time, `delay` from now.
template <class Rep, class Period> chan<time_point> after(std::chrono::duration<Rep, Period> delay) {
  detail::IgnoreRegion ignored;
  auto timer = detail::Handle<detail::Timer>::adopt(
      new detail::ChannelTimer(detail::timeAfter(delay), time_point::duration::zero()));
  detail::timer_queue.arm(timer);
  return static_cast<detail::ChannelTimer *>(timer.get())->channel();
}

/// Sends the time on its channel every `period`, until it is stopped or destroyed. A tick that nobody has received when
/// the next is due stands for both.
class ticker {
public:
  /// Throws std::invalid_argument for a period that is not positive.
  template <class Rep, class Period> explicit ticker(std::chrono::duration<Rep, Period> period) {
    if (period <= period.zero())
      throw std::invalid_argument("ticker: the period must be positive");
    start(std::chrono::ceil<time_point::duration>(period));
  }
  ticker(const ticker &) = delete;
  ticker &operator=(const ticker &) = delete;
  ~ticker() { stop(); }

  chan<time_point> channel() const {
    detail::IgnoreRegion ignored;
    return timer_->channel();
  }
  /// No more ticks after this. Does not close the channel, so that nobody takes the end for a tick.
  void stop() {
    detail::IgnoreRegion ignored;
    detail::timer_queue.disarm(timer_.get(), true);
  }

private:
  void start(time_point::duration period) {
    detail::IgnoreRegion ignored;
    timer_ = detail::Handle<detail::ChannelTimer>::adopt(new detail::ChannelTimer(detail::timeAfter(period), period));
    detail::timer_queue.arm(detail::Handle<detail::Timer>::share(timer_.get()));
  }
  detail::Handle<detail::ChannelTimer> timer_;
};

} // namespace gordian

#endif
