// select: waits for the first of several channel operations, and does exactly one of them.
//
//   gordian::select(gordian::on_receive(jobs, [&](std::optional<job> next) { ... }),
//                   gordian::on_send(results, result, [&] { ... }),
//                   gordian::on_timeout(1s, [&] { ... }));
//
// Included by chan.hpp. The choice itself is in detail/select_wait.hpp; here are the cases and their types.
#ifndef GORDIAN_SELECT_HPP
#define GORDIAN_SELECT_HPP

#include "chan.hpp"
#include "detail/select_wait.hpp"

#include <array>

namespace gordian {
namespace detail {

/// The end of a handle that a case can be made of: chan, sender or receiver.
template <class End> using MessageOf = typename std::remove_cvref_t<End>::value_type;

template <class T, class F> class ReceiveCase : public SelectCase {
public:
  static constexpr bool kIsChannelCase = true;
  ReceiveCase(chan<T> source, F then) : source_(std::move(source)), then_(std::move(then)) {}

  /// Makes the case ready for use where it lies now.
  GORDIAN_INTERNAL void settle() {
    channel = Access::coreOf(source_);
    operation = GORDIAN_WAIT_RECEIVE;
    waiter.value = &value_;
    attempt = [](SelectCase &self, gordian_thread *thread, Waiter *&partner) {
      auto &mine = static_cast<ReceiveCase &>(self);
      return Access::coreOf(mine.source_)->attemptReceive(mine.value_, thread, partner);
    };
  }
  /// The callback, after the operation; outside of locks and ignored regions.
  void run() { std::invoke(then_, std::move(value_)); }

private:
  chan<T> source_;
  F then_;
  std::optional<T> value_;
};

template <class T, class F> class SendCase : public SelectCase {
public:
  static constexpr bool kIsChannelCase = true;
  SendCase(chan<T> target, T value, F then)
      : target_(std::move(target)), value_(std::move(value)), then_(std::move(then)) {}

  GORDIAN_INTERNAL void settle() {
    channel = Access::coreOf(target_);
    operation = GORDIAN_WAIT_SEND;
    waiter.value = &value_;
    attempt = [](SelectCase &self, gordian_thread *thread, Waiter *&partner) {
      auto &mine = static_cast<SendCase &>(self);
      return Access::coreOf(mine.target_)->attemptSend(mine.value_, thread, partner);
    };
  }
  void run() {
    if (waiter.closed)
      throwSendOnClosed();
    std::invoke(then_);
  }

private:
  chan<T> target_;
  T value_;
  F then_;
};

template <class F> struct TimeoutCase {
  static constexpr bool kIsChannelCase = false;
  time_point until;
  F then;
  void run() { std::invoke(then); }
};

template <class F> struct DefaultCase {
  static constexpr bool kIsChannelCase = false;
  F then;
  void run() { std::invoke(then); }
};

template <class Case> inline constexpr bool kIsTimeout = false;
template <class F> inline constexpr bool kIsTimeout<TimeoutCase<F>> = true;
template <class Case> inline constexpr bool kIsDefault = false;
template <class F> inline constexpr bool kIsDefault<DefaultCase<F>> = true;

/// Does one of the cases and returns its place among the arguments of select.
template <class... Cases> GORDIAN_INTERNAL std::size_t selectOne(Cases &...cases) {
  IgnoreRegion ignored;
  constexpr std::size_t kCount = (std::size_t{Cases::kIsChannelCase} + ... + 0);
  constexpr std::size_t kRoom = kCount > 0 ? kCount : 1; // no arrays of nothing
  std::array<SelectCase *, kRoom> channel_cases{};
  std::array<std::size_t, kRoom> places{};
  const time_point *until = nullptr;
  std::size_t timeout_place = 0, default_place = 0, place = 0, used = 0;
  const auto enter = [&](auto &each) {
    using Case = std::remove_cvref_t<decltype(each)>;
    if constexpr (kIsTimeout<Case>) {
      if (!until || each.until < *until) {
        until = &each.until;
        timeout_place = place;
      }
    } else if constexpr (kIsDefault<Case>) {
      default_place = place;
    } else {
      each.settle();
      channel_cases[used] = &each;
      places[used++] = place;
    }
    ++place;
  };
  (enter(cases), ...);

  std::array<ChannelBase *, kRoom> channels;
  std::array<uint32_t, kRoom> order;
  std::array<gordian_wait_case, kRoom> announced;
  SelectWait wait(std::span<SelectCase *const>(channel_cases.data(), kCount), {channels, order, announced});
  constexpr bool kWaits = !(kIsDefault<Cases> || ...);
  const uint32_t chosen = wait.choose(kWaits, until);
  return chosen != SelectWait::kNone ? places[chosen] : kWaits ? timeout_place : default_place;
}

} // namespace detail

/// Ready when `channel` (a chan or receiver) has a message or is closed; then f(std::optional<T>).
template <class End, class F> auto on_receive(const End &channel, F f) {
  return detail::ReceiveCase<detail::MessageOf<End>, F>(detail::Access::channelOf(channel), std::move(f));
}
/// Ready when `channel` (a chan or sender) takes `value`; then f(). Ready on a closed channel as well, where select
/// throws closed_channel.
template <class End, class Value, class F> auto on_send(const End &channel, Value &&value, F f) {
  return detail::SendCase<detail::MessageOf<End>, F>(detail::Access::channelOf(channel), std::forward<Value>(value),
                                                     std::move(f));
}
/// f() if no other case is ready for `timeout`, counted from here.
template <class Rep, class Period, class F> auto on_timeout(std::chrono::duration<Rep, Period> timeout, F f) {
  return detail::TimeoutCase<F>{detail::timeAfter(timeout), std::move(f)};
}
/// f() if no other case is ready now: makes the select one that never waits.
template <class F> auto otherwise(F f) { return detail::DefaultCase<F>{std::move(f)}; }

/// Does exactly one case and runs its function; returns its place among the arguments, from 0. Among cases that are
/// ready the choice is random and even. A channel may stand in several cases. Without cases it blocks for ever.
template <class... Cases> std::size_t select(Cases... cases) {
  static_assert((std::size_t{detail::kIsDefault<Cases>} + ... + 0) <= 1, "a select has at most one otherwise");
  const std::size_t chosen = detail::selectOne(cases...);
  std::size_t place = 0;
  ((place++ == chosen ? cases.run() : void()), ...);
  return chosen;
}

} // namespace gordian

#endif
