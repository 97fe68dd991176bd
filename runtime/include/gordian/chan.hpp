// Channels as in Go: typed messages between threads, with or without a buffer.
//
// Includes the rest of the channel surface as well: select.hpp (select and its cases), go.hpp (go), timer.hpp (after,
// ticker). README.md of this folder says what is guaranteed and what the detector sees. The thread that a message comes
// from and the one it goes to are ordered by Go's memory model and by nothing else: no lock of the library's counts.
#ifndef GORDIAN_CHAN_HPP
#define GORDIAN_CHAN_HPP

#include "detail/core.hpp"

#include <concepts>
#include <iterator>
#include <type_traits>

namespace gordian {

/// The empty message: chan<void_t> carries events, not values.
struct void_t {
  friend bool operator==(void_t, void_t) = default;
};

/// Thrown by a send on, and by a close of, a closed channel, and by a close of the nil channel.
class closed_channel : public std::logic_error {
public:
  using std::logic_error::logic_error;
};

namespace detail {
struct Access; // opens handles for select, timers and contexts
[[noreturn]] inline void throwSendOnClosed() { throw closed_channel("send on closed channel"); }
} // namespace detail

/// A handle of a channel of T, which need only be movable; a move must not throw. Copies are cheap and mean the same
/// channel, which lives as long as any of them; == is identity. All operations may be called by any thread at any time;
/// the handle itself is a value like any other (no assignment while another thread uses the same handle).
template <class T> class GORDIAN_CHANNEL chan {
public:
  using value_type = T;
  class iterator;

  /// A channel that buffers up to `capacity` messages. With 0 a send and its receive wait for each other.
  explicit chan(std::size_t capacity = 0) : core_(make(capacity)) {}

  /// The nil channel: sends and receives block for ever, close throws, in select it is never ready. A template, so that
  /// chan<T>(0) is an unbuffered channel and not ambiguous.
  template <std::same_as<std::nullptr_t> Nil> chan(Nil) noexcept {}

  /// Blocks until a receiver (buffered: a free slot) takes the value; throws closed_channel.
  GORDIAN_SEND void send(T value) {
    detail::Core<T> *const core = core_.get();
    detail::IgnoreRegion ignored;
    if (!core)
      detail::waitOnNil(GORDIAN_WAIT_SEND, nullptr);
    else if (core->send(value, nullptr) == detail::Outcome::kClosed)
      detail::throwSendOnClosed();
  }
  /// False where send would block; the value is lost then.
  GORDIAN_SEND bool try_send(T value) {
    detail::Core<T> *const core = core_.get();
    detail::IgnoreRegion ignored;
    return core && isSent(core->trySend(value));
  }
  /// False if nobody took the value in time; it is lost then.
  template <class Rep, class Period> GORDIAN_SEND bool send_for(T value, std::chrono::duration<Rep, Period> timeout) {
    detail::Core<T> *const core = core_.get();
    detail::IgnoreRegion ignored;
    const time_point until = detail::timeAfter(timeout);
    return core ? isSent(core->send(value, &until)) : detail::waitOnNil(GORDIAN_WAIT_SEND, &until);
  }

  /// Blocks until there is a message; nothing means closed and drained.
  GORDIAN_RECEIVE std::optional<T> receive() {
    std::optional<T> value;
    detail::Core<T> *const core = core_.get();
    detail::IgnoreRegion ignored;
    if (core)
      core->receive(value, nullptr);
    else
      detail::waitOnNil(GORDIAN_WAIT_RECEIVE, nullptr);
    return value;
  }
  /// Nothing where receive would block, or where the channel is closed and drained.
  GORDIAN_RECEIVE std::optional<T> try_receive() {
    std::optional<T> value;
    detail::Core<T> *const core = core_.get();
    detail::IgnoreRegion ignored;
    if (core)
      core->tryReceive(value);
    return value;
  }
  /// Nothing if the time is up, or the channel is closed and drained.
  template <class Rep, class Period>
  GORDIAN_RECEIVE std::optional<T> receive_for(std::chrono::duration<Rep, Period> timeout) {
    std::optional<T> value;
    detail::Core<T> *const core = core_.get();
    detail::IgnoreRegion ignored;
    const time_point until = detail::timeAfter(timeout);
    if (core)
      core->receive(value, &until);
    else
      detail::waitOnNil(GORDIAN_WAIT_RECEIVE, &until);
    return value;
  }

  /// No more sends. Buffered messages can still be received; all who wait are woken. Throws closed_channel if it was
  /// closed before, or is nil.
  GORDIAN_CLOSE void close() {
    detail::Core<T> *const core = core_.get();
    detail::IgnoreRegion ignored;
    if (!core) {
      detail::detector::chanCloseOfClosed(nullptr);
      throw closed_channel("close of nil channel");
    }
    if (!core->close())
      throw closed_channel("close of closed channel");
  }

  /// Number of buffered messages, which may be another already. Orders nothing; neither does is_closed.
  std::size_t size() const {
    detail::Core<T> *const core = core_.get();
    detail::IgnoreRegion ignored;
    return core ? core->size() : 0;
  }
  std::size_t capacity() const {
    detail::Core<T> *const core = core_.get();
    detail::IgnoreRegion ignored;
    return core ? core->capacity() : 0;
  }
  bool is_closed() const {
    detail::Core<T> *const core = core_.get();
    detail::IgnoreRegion ignored;
    return core && core->isClosed();
  }

  /// `for (auto &&message : channel)` receives until the channel is closed and drained.
  GORDIAN_RECEIVE iterator begin() { return iterator(*this); }
  std::default_sentinel_t end() const noexcept { return {}; }

  friend bool operator==(const chan &, const chan &) = default;

private:
  friend detail::Access;

  explicit chan(detail::Handle<detail::Core<T>> core) noexcept : core_(std::move(core)) {}
  GORDIAN_INTERNAL static detail::Handle<detail::Core<T>> make(std::size_t capacity) {
    detail::IgnoreRegion ignored;
    return detail::Handle<detail::Core<T>>::adopt(new detail::Core<T>(capacity));
  }
  static bool isSent(detail::Outcome outcome) {
    if (outcome == detail::Outcome::kClosed)
      detail::throwSendOnClosed();
    return outcome == detail::Outcome::kDone;
  }

  detail::Handle<detail::Core<T>> core_;
};

/// Input iterator of what is received; each step is a receive.
template <class T> class chan<T>::iterator {
public:
  using value_type = T;
  using difference_type = std::ptrdiff_t;
  using iterator_concept = std::input_iterator_tag;

  T &operator*() const { return *value_; }
  T *operator->() const { return std::addressof(*value_); }
  GORDIAN_RECEIVE iterator &operator++() {
    value_ = channel_.receive();
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const iterator &at, std::default_sentinel_t) { return !at.value_; }

private:
  friend chan;
  explicit iterator(const chan &channel) : channel_(channel), value_(channel_.receive()) {}
  chan channel_;
  mutable std::optional<T> value_; // the message is the reader's to change or to move from
};

/// The sending end of a channel: says to readers, and to the detector, that whoever holds it does not receive.
template <class T> class GORDIAN_CHANNEL sender {
public:
  using value_type = T;
  sender(chan<T> channel) noexcept : channel_(std::move(channel)) {}

  GORDIAN_SEND void send(T value) { channel_.send(std::move(value)); }
  GORDIAN_SEND bool try_send(T value) { return channel_.try_send(std::move(value)); }
  template <class Rep, class Period> GORDIAN_SEND bool send_for(T value, std::chrono::duration<Rep, Period> timeout) {
    return channel_.send_for(std::move(value), timeout);
  }
  GORDIAN_CLOSE void close() { channel_.close(); }
  std::size_t size() const { return channel_.size(); }
  std::size_t capacity() const { return channel_.capacity(); }
  bool is_closed() const { return channel_.is_closed(); }
  friend bool operator==(const sender &, const sender &) = default;

private:
  friend detail::Access;
  chan<T> channel_;
};

/// The receiving end of a channel: whoever holds it neither sends nor closes.
template <class T> class GORDIAN_CHANNEL receiver {
public:
  using value_type = T;
  receiver(chan<T> channel) noexcept : channel_(std::move(channel)) {}

  GORDIAN_RECEIVE std::optional<T> receive() { return channel_.receive(); }
  GORDIAN_RECEIVE std::optional<T> try_receive() { return channel_.try_receive(); }
  template <class Rep, class Period>
  GORDIAN_RECEIVE std::optional<T> receive_for(std::chrono::duration<Rep, Period> timeout) {
    return channel_.receive_for(timeout);
  }
  std::size_t size() const { return channel_.size(); }
  std::size_t capacity() const { return channel_.capacity(); }
  bool is_closed() const { return channel_.is_closed(); }
  GORDIAN_RECEIVE typename chan<T>::iterator begin() { return channel_.begin(); }
  std::default_sentinel_t end() const noexcept { return {}; }
  friend bool operator==(const receiver &, const receiver &) = default;

private:
  friend detail::Access;
  chan<T> channel_;
};

namespace detail {
/// The core behind a handle, and a handle of a core.
struct Access {
  template <class T> static Core<T> *coreOf(const chan<T> &channel) { return channel.core_.get(); }
  template <class T> static chan<T> handleOf(Core<T> *core) { return chan<T>(Handle<Core<T>>::share(core)); }
  template <class T> static const chan<T> &channelOf(const chan<T> &channel) { return channel; }
  template <class T> static const chan<T> &channelOf(const sender<T> &end) { return end.channel_; }
  template <class T> static const chan<T> &channelOf(const receiver<T> &end) { return end.channel_; }
};
} // namespace detail

} // namespace gordian

#include "go.hpp"
#include "select.hpp"
#include "timer.hpp"

#endif
