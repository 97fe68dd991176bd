// What is behind a channel handle: the buffer, the two queues of waiting threads, and the one lock over them.
//
// Operations are numbered under the lock, and reported to the detector under it, so that the order of the reports is
// the order of the operations. Whoever completes an operation for a waiting thread reports it in that thread's name.
// All of it runs inside an IgnoreRegion that the public function holds.
// Source of the rules: The Go Memory Model, section "Channel communication"; hooks.h says what is reported when.
#ifndef GORDIAN_DETAIL_CORE_HPP
#define GORDIAN_DETAIL_CORE_HPP

#include "handle.hpp"
#include "waiter.hpp"

#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

namespace gordian::detail {

/// What an attempt under the lock came to.
enum class Outcome {
  kDone,   ///< The value went through.
  kClosed, ///< The channel is closed (for a receive: and drained).
  kWouldWait,
  kTimeIsUp
};

/// The part of a channel that does not depend on the type of its messages.
class ChannelBase : public Counted {
public:
  ChannelBase(const ChannelBase &) = delete;
  ChannelBase &operator=(const ChannelBase &) = delete;

  GORDIAN_INTERNAL std::size_t capacity() const { return capacity_; }
  GORDIAN_INTERNAL std::size_t size() {
    Hold hold(lock_);
    return length_;
  }
  GORDIAN_INTERNAL bool isClosed() {
    Hold hold(lock_);
    return closed_;
  }

  /// False if it was closed already. All who wait are woken: receivers with nothing, senders with closed_channel.
  GORDIAN_INTERNAL bool close() {
    Hold hold(lock_);
    if (closed_) {
      detector::chanCloseOfClosed(this);
      return false;
    }
    closed_ = true;
    detector::chanClose(this);
    Finished finished;
    while (Waiter *receiver = receivers_.claimFirst()) {
      detector::chanReceiveClosed(this, receiver->point->thread);
      receiver->closed = true;
      finished.add(receiver);
    }
    while (Waiter *sender = senders_.claimFirst()) {
      detector::chanSendOnClosed(this, sender->point->thread);
      sender->closed = true;
      finished.add(sender);
    }
    hold.unlock();
    finished.wake();
    return true;
  }

  /// For select, which holds the locks of several channels at once (in the order of their addresses).
  GORDIAN_INTERNAL InnerLock &lock() { return lock_; }
  GORDIAN_INTERNAL WaitQueue &queue(uint32_t operation) {
    return operation == GORDIAN_WAIT_SEND ? senders_ : receivers_;
  }

protected:
  GORDIAN_INTERNAL explicit ChannelBase(std::size_t capacity) : capacity_(capacity) {}
  GORDIAN_INTERNAL ~ChannelBase() { detector::chanDestroy(this); }

  /// Waits as `waiter` until a partner completes the operation or the time is up. `hold` is the held lock; it is given
  /// back while the thread sleeps, and on return.
  GORDIAN_INTERNAL Outcome wait(Hold &hold, uint32_t operation, WaitPoint &point, Waiter &waiter,
                                const time_point *until) {
    queue(operation).push(waiter);
    detector::waitBegin(operation, this, until != nullptr);
    hold.unlock();
    detector::waitCheck();
    const bool is_time_up = !point.sleep(until) && giveUp(operation, point, waiter);
    detector::waitEnd();
    return is_time_up ? Outcome::kTimeIsUp : waiter.closed ? Outcome::kClosed : Outcome::kDone;
  }

  InnerLock lock_;
  bool closed_ = false;
  const std::size_t capacity_;
  std::size_t length_ = 0; ///< Buffered values.
  std::size_t head_ = 0;   ///< Slot of the oldest of them.
  uint64_t sends_ = 0;     ///< Number of the next send; on an unbuffered channel, of the next meeting.
  uint64_t receives_ = 0;  ///< Number of the next receive.
  WaitQueue senders_;      ///< Not empty only while the buffer is full.
  WaitQueue receivers_;    ///< Not empty only while the buffer is empty.

private:
  /// The time is up: false if a partner was faster, which then counts.
  GORDIAN_INTERNAL bool giveUp(uint32_t operation, WaitPoint &point, Waiter &waiter) {
    {
      Hold hold(lock_);
      if (!point.isClaimed()) {
        queue(operation).remove(waiter);
        return true;
      }
    }
    point.sleep(nullptr); // The partner is about to call finish on this frame.
    return false;
  }
};

/// A channel of T. Moves of T must not throw: one that does ends the program, as the value would be lost.
template <class T> class Core : public ChannelBase {
public:
  GORDIAN_INTERNAL explicit Core(std::size_t capacity) : ChannelBase(capacity) {
    if (capacity > 0)
      slots_ = std::allocator<T>().allocate(capacity);
    detector::chanMake(this, capacity, sizeof(T));
  }
  GORDIAN_INTERNAL ~Core() {
    for (; length_ > 0; --length_)
      std::destroy_at(slots_ + std::exchange(head_, following(head_)));
    if (capacity_ > 0)
      std::allocator<T>().deallocate(slots_, capacity_);
  }

  /// Sends `value` (moved from if that succeeds), waiting as long as `until` allows.
  GORDIAN_INTERNAL Outcome send(T &value, const time_point *until) {
    WaitPoint point;
    detector::Attempt attempt(until ? GORDIAN_ATTEMPT_TIMED : 0);
    Hold hold(lock_);
    Waiter *partner = nullptr;
    const Outcome outcome = attemptSend(value, point.thread, partner);
    if (outcome == Outcome::kWouldWait) {
      Waiter waiter{.point = &point, .value = &value};
      const Outcome waited = wait(hold, GORDIAN_WAIT_SEND, point, waiter, until);
      if (waited == Outcome::kTimeIsUp)
        attempt.fail(this);
      return waited;
    }
    return conclude(hold, outcome, partner);
  }
  GORDIAN_INTERNAL Outcome receive(std::optional<T> &value, const time_point *until) {
    WaitPoint point;
    detector::Attempt attempt(until ? GORDIAN_ATTEMPT_TIMED : 0);
    Hold hold(lock_);
    Waiter *partner = nullptr;
    const Outcome outcome = attemptReceive(value, point.thread, partner);
    if (outcome == Outcome::kWouldWait) {
      Waiter waiter{.point = &point, .value = &value};
      const Outcome waited = wait(hold, GORDIAN_WAIT_RECEIVE, point, waiter, until);
      if (waited == Outcome::kTimeIsUp)
        attempt.fail(this);
      return waited;
    }
    return conclude(hold, outcome, partner);
  }

  GORDIAN_INTERNAL Outcome trySend(T &value) {
    detector::Attempt attempt(GORDIAN_ATTEMPT_TRY);
    Hold hold(lock_);
    Waiter *partner = nullptr;
    const Outcome outcome = attemptSend(value, detector::current(), partner);
    if (outcome == Outcome::kWouldWait)
      attempt.fail(this);
    return conclude(hold, outcome, partner);
  }
  GORDIAN_INTERNAL Outcome tryReceive(std::optional<T> &value) {
    detector::Attempt attempt(GORDIAN_ATTEMPT_TRY);
    Hold hold(lock_);
    Waiter *partner = nullptr;
    const Outcome outcome = attemptReceive(value, detector::current(), partner);
    if (outcome == Outcome::kWouldWait)
      attempt.fail(this);
    return conclude(hold, outcome, partner);
  }

  /// The lock is held. Where a waiting thread's operation was completed as well, `partner` is to be woken (finish)
  /// after the lock is given back.
  GORDIAN_INTERNAL Outcome attemptSend(T &value, gordian_thread *self, Waiter *&partner) {
    if (closed_) {
      detector::chanSendOnClosed(this, self);
      return Outcome::kClosed;
    }
    if (Waiter *receiver = receivers_.claimFirst()) {
      handOver(value, *static_cast<std::optional<T> *>(receiver->value));
      const uint64_t k = sends_++;
      receives_ = sends_;
      if (capacity_ == 0) {
        detector::chanRendezvous(this, self, receiver->point->thread, k);
      } else { // Past the buffer, but by its rules: it is empty, so this is also receive k.
        detector::chanSend(this, self, k, 1);
        detector::chanReceive(this, receiver->point->thread, k, 0);
      }
      partner = receiver;
      return Outcome::kDone;
    }
    if (length_ == capacity_)
      return Outcome::kWouldWait;
    push(value);
    detector::chanSend(this, self, sends_++, length_);
    return Outcome::kDone;
  }

  GORDIAN_INTERNAL Outcome attemptReceive(std::optional<T> &value, gordian_thread *self, Waiter *&partner) {
    if (length_ > 0) {
      pop(value);
      detector::chanReceive(this, self, receives_++, length_);
      if (Waiter *sender = senders_.claimFirst()) { // The freed slot is its own: send k+C after receive k.
        push(*static_cast<T *>(sender->value));
        detector::chanSend(this, sender->point->thread, sends_++, length_);
        partner = sender;
      }
      return Outcome::kDone;
    }
    if (Waiter *sender = capacity_ == 0 ? senders_.claimFirst() : nullptr) {
      handOver(*static_cast<T *>(sender->value), value);
      detector::chanRendezvous(this, sender->point->thread, self, sends_++);
      receives_ = sends_;
      partner = sender;
      return Outcome::kDone;
    }
    if (!closed_)
      return Outcome::kWouldWait;
    detector::chanReceiveClosed(this, self);
    return Outcome::kClosed;
  }

private:
  GORDIAN_INTERNAL std::size_t following(std::size_t slot) const { return slot + 1 == capacity_ ? 0 : slot + 1; }

  // The only moves of messages. noexcept: see the class.
  GORDIAN_INTERNAL static void handOver(T &from, std::optional<T> &to) noexcept { to.emplace(std::move(from)); }
  GORDIAN_INTERNAL void push(T &value) noexcept {
    std::size_t slot = head_ + length_; // capacity_ is at most half of the address space, so this does not wrap
    if (slot >= capacity_)
      slot -= capacity_;
    std::construct_at(slots_ + slot, std::move(value));
    ++length_;
  }
  GORDIAN_INTERNAL void pop(std::optional<T> &value) noexcept {
    T &oldest = slots_[head_];
    value.emplace(std::move(oldest));
    std::destroy_at(std::addressof(oldest));
    head_ = following(head_);
    --length_;
  }

  GORDIAN_INTERNAL static Outcome conclude(Hold &hold, Outcome outcome, Waiter *partner) {
    hold.unlock();
    if (partner)
      partner->point->finish();
    return outcome;
  }

  T *slots_ = nullptr;
};

/// A blocking operation on a nil channel: false when `until` comes (null: never).
GORDIAN_INTERNAL inline bool waitOnNil(uint32_t operation, const time_point *until) {
  const gordian_wait_case only{nullptr, operation, 0};
  waitInVain(operation, &only, 1, until);
  return false;
}

} // namespace gordian::detail

#endif
