// How a select chooses: the part that does not depend on the types of its cases.
//
// Locks all channels in the order of their addresses, looks at the cases in random order, and takes the first that is
// ready. If none is, it queues up at all of them, and whoever comes first completes one case and thereby ends the wait.
// Source: selectgo of Go's runtime (select.go).
#ifndef GORDIAN_DETAIL_SELECT_WAIT_HPP
#define GORDIAN_DETAIL_SELECT_WAIT_HPP

#include "core.hpp"

#include <functional>
#include <span>

namespace gordian::detail {

/// A case on a channel. Lies in the frame of the select.
struct SelectCase {
  ChannelBase *channel = nullptr; ///< Null: the nil channel, which is never ready.
  uint32_t operation = 0;         ///< GORDIAN_WAIT_SEND or GORDIAN_WAIT_RECEIVE.
  Waiter waiter;
  /// attemptSend or attemptReceive of the channel, with the value of the case.
  Outcome (*attempt)(SelectCase &, gordian_thread *self, Waiter *&partner) = nullptr;
};

/// A number below `bound`, uniform enough for fairness. Each thread has its own sequence, started from its clock and
/// the address of its state.
GORDIAN_INTERNAL inline uint32_t randomBelow(uint32_t bound) {
  constinit thread_local uint64_t state = 0;
  if (state == 0)
    state = (reinterpret_cast<uintptr_t>(&state) * 0x9e3779b97f4a7c15u ^
             static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count())) |
            1;
  state ^= state << 13; // xorshift64 (G. Marsaglia, 2003)
  state ^= state >> 7;
  state ^= state << 17;
  return static_cast<uint32_t>(((state >> 32) * bound) >> 32);
}

/// Arrays that a select of `cases` cases needs; they lie in the frame of the caller.
struct SelectScratch {
  std::span<ChannelBase *> channels; ///< Each channel once, by address.
  std::span<uint32_t> order;
  std::span<gordian_wait_case> announced;
};

/// One run of a select over channel cases.
class SelectWait {
public:
  static constexpr uint32_t kNone = ~0u;

  GORDIAN_INTERNAL SelectWait(std::span<SelectCase *const> cases, SelectScratch scratch)
      : cases_(cases), scratch_(scratch) {
    sortChannels();
    shuffle();
  }

  /// The index of the case that was done (a send that met a closed channel counts: its waiter.closed is set), or kNone
  /// where none is ready (`waits` false) or none was in time.
  GORDIAN_INTERNAL uint32_t choose(bool waits, const time_point *until) {
    detector::Attempt attempt(GORDIAN_ATTEMPT_SELECT | (waits ? 0 : GORDIAN_ATTEMPT_TRY) |
                              (until ? GORDIAN_ATTEMPT_TIMED : 0));
    lockAll();
    Waiter *partner = nullptr;
    const uint32_t ready = attemptAll(partner);
    if (ready != kNone || !waits) {
      if (ready == kNone)
        attempt.fail(nullptr);
      unlockAll();
      if (partner)
        partner->point->finish();
      return ready;
    }
    announce();
    if (channel_count_ == 0) { // no case can ever be ready
      waitInVain(GORDIAN_WAIT_SELECT, scratch_.announced.data(), count(), until);
      return kNone;
    }
    enqueue();
    detector::waitBegin(GORDIAN_WAIT_SELECT, scratch_.announced.data(), count(), until != nullptr);
    unlockAll();
    detector::waitCheck();
    const bool is_time_up = !point_.sleep(until);
    lockAll();
    const bool is_claimed = point_.isClaimed();
    for (SelectCase *each : cases_)
      if (each->channel)
        each->channel->queue(each->operation).remove(each->waiter);
    unlockAll();
    if (is_time_up && is_claimed)
      point_.sleep(nullptr); // The partner is about to call finish on this frame.
    detector::waitEnd();
    if (!is_claimed)
      attempt.fail(nullptr);
    return is_claimed ? point_.claimedIndex() : kNone;
  }

private:
  GORDIAN_INTERNAL uint32_t count() const { return static_cast<uint32_t>(cases_.size()); }

  GORDIAN_INTERNAL void sortChannels() {
    for (SelectCase *each : cases_) {
      if (!each->channel)
        continue;
      std::size_t at = channel_count_;
      while (at > 0 && std::less<>()(each->channel, scratch_.channels[at - 1]))
        --at;
      if (at > 0 && scratch_.channels[at - 1] == each->channel)
        continue;
      for (std::size_t i = channel_count_++; i > at; --i)
        scratch_.channels[i] = scratch_.channels[i - 1];
      scratch_.channels[at] = each->channel;
    }
  }
  GORDIAN_INTERNAL void shuffle() { // Fisher and Yates
    for (uint32_t i = 0; i < count(); ++i) {
      const uint32_t other = randomBelow(i + 1);
      scratch_.order[i] = scratch_.order[other];
      scratch_.order[other] = i;
    }
  }

  GORDIAN_INTERNAL void lockAll() {
    for (std::size_t i = 0; i < channel_count_; ++i)
      scratch_.channels[i]->lock().lock();
  }
  GORDIAN_INTERNAL void unlockAll() {
    for (std::size_t i = channel_count_; i > 0; --i)
      scratch_.channels[i - 1]->lock().unlock();
  }

  GORDIAN_INTERNAL uint32_t attemptAll(Waiter *&partner) {
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      const uint32_t index = scratch_.order[i];
      SelectCase &each = *cases_[index];
      if (!each.channel)
        continue;
      const Outcome outcome = each.attempt(each, point_.thread, partner);
      if (outcome == Outcome::kWouldWait)
        continue;
      each.waiter.closed = outcome == Outcome::kClosed;
      return index;
    }
    return kNone;
  }

  GORDIAN_INTERNAL void announce() {
    for (uint32_t i = 0; i < count(); ++i)
      scratch_.announced[i] = {cases_[i]->channel, cases_[i]->operation, 0};
  }
  GORDIAN_INTERNAL void enqueue() {
    for (uint32_t i = 0; i < count(); ++i) {
      Waiter &waiter = cases_[i]->waiter;
      waiter.point = &point_;
      waiter.index = i;
      if (cases_[i]->channel)
        cases_[i]->channel->queue(cases_[i]->operation).push(waiter);
    }
  }

  WaitPoint point_;
  std::span<SelectCase *const> cases_;
  SelectScratch scratch_;
  std::size_t channel_count_ = 0;
};

} // namespace gordian::detail

#endif
