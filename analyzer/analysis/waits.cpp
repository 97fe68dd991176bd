#include "analysis/waits.h"

#include "log/names.h"

#include <algorithm>
#include <map>

namespace gordian::analysis {

namespace {

using format::EventKind;

/// Who ended the waits on channels. A wait is ended by a partner that completes the operation for the sleeper, and says
/// so in its own events, or by the sleeper itself, who finds what the k-th send has left.
class OtherEnds {
public:
  explicit OtherEnds(const trace::Trace &trace) {
    for (const auto &[thread, events] : trace.events)
      for (const trace::Event &each : events) {
        const format::Event &event = each.event;
        bool is_done =
            EventKind(event.kind) == EventKind::kChanSendOk || EventKind(event.kind) == EventKind::kChanRecvOk;
        if (is_done && (event.flags & format::kEventForPartner))
          partners_[{event.partner, event.object}].emplace(event.object_seq, uint32_t(thread));
        else if (EventKind(event.kind) == EventKind::kChanSendOk)
          senders_.emplace(std::make_pair(event.object, event.extra), uint32_t(thread));
      }
  }

  /// Of the wait of `thread` that ended with `blocked`; `next` is the thread's next event, or null. To be asked in the
  /// order of the thread's waits.
  std::optional<uint32_t> of(uint32_t thread, const format::Event &blocked, const format::Event *next) {
    auto operation = format::Operation(blocked.value);
    if (operation != format::Operation::kReceive && operation != format::Operation::kSend)
      return std::nullopt;
    bool is_own = next && next->object == blocked.object && EventKind(next->kind) == EventKind::kChanRecvOk;
    if (is_own) {
      auto sender = senders_.find({next->object, next->extra});
      return sender == senders_.end() ? std::nullopt : std::optional(sender->second);
    }
    auto &left = partners_[{thread, blocked.object}];
    if (left.empty())
      return std::nullopt;
    uint32_t partner = left.begin()->second;
    left.erase(left.begin());
    return partner;
  }

private:
  std::map<std::pair<uint32_t, uint32_t>, std::multimap<uint32_t, uint32_t>> partners_; ///< by sleeper and channel
  std::map<std::pair<uint32_t, uint64_t>, uint32_t> senders_;                           ///< by channel and k
};

} // namespace

std::vector<BlockedWait> blockedWaits(Describer &describer) {
  const trace::Trace &trace = describer.trace();
  OtherEnds other_ends(trace);
  std::map<std::pair<uint32_t, uint32_t>, findings::Stack> stacks;
  std::map<uint32_t, findings::Object> objects;
  std::vector<BlockedWait> waits;
  for (const auto &[thread, events] : trace.events)
    for (size_t i = 0; i < events.size(); ++i) {
      const format::Event &event = events[i].event;
      if (EventKind(event.kind) != EventKind::kBlocked)
        continue;
      BlockedWait wait;
      wait.thread = uint32_t(thread);
      wait.operation = log::operationName(format::Operation(event.value)).str();
      wait.began_ns = event.extra;
      wait.took_us = event.partner;
      if (event.object) {
        auto [found, is_new] = objects.try_emplace(event.object);
        if (is_new)
          found->second = describer.object(event.object);
        wait.object = found->second;
      }
      auto [stack, is_new] = stacks.try_emplace({event.site, event.stack});
      if (is_new)
        stack->second = describer.call(event.site, event.stack);
      wait.stack = stack->second;
      wait.ended_by = other_ends.of(wait.thread, event, i + 1 < events.size() ? &events[i + 1].event : nullptr);
      waits.push_back(std::move(wait));
    }
  std::stable_sort(waits.begin(), waits.end(),
                   [](const BlockedWait &one, const BlockedWait &other) { return one.began_ns < other.began_ns; });
  return waits;
}

} // namespace gordian::analysis
