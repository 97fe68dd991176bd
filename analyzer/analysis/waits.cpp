#include "analysis/waits.h"

#include "log/names.h"

#include <algorithm>
#include <map>

namespace gordian::analysis {

namespace {

using format::EventKind;

/// Who did the k-th send on a channel: its receive was ended by it.
using Senders = std::map<std::pair<uint32_t, uint64_t>, uint32_t>;

Senders sendersOf(const trace::Trace &trace) {
  Senders senders;
  for (const auto &[thread, events] : trace.events)
    for (const trace::Event &event : events)
      if (EventKind(event.event.kind) == EventKind::kChanSendOk)
        senders.emplace(std::make_pair(event.event.object, event.event.extra), uint32_t(thread));
  return senders;
}

/// The other end of the channel operation whose completion stands in `event`.
std::optional<uint32_t> otherEnd(const format::Event &event, const Senders &senders) {
  auto kind = EventKind(event.kind);
  if (kind != EventKind::kChanRecvOk && kind != EventKind::kChanSendOk)
    return std::nullopt;
  if (event.partner != format::kNoThread)
    return event.partner;
  auto sender = senders.find({event.object, event.extra});
  if (kind == EventKind::kChanSendOk || sender == senders.end())
    return std::nullopt;
  return sender->second;
}

} // namespace

std::vector<BlockedWait> blockedWaits(Describer &describer) {
  const trace::Trace &trace = describer.trace();
  Senders senders = sendersOf(trace);
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
      // The completion stands right behind the wait that it ended, or one before where a partner wrote it.
      for (size_t near : {i + 1, i - 1})
        if (near < events.size() && !wait.ended_by)
          wait.ended_by = otherEnd(events[near].event, senders);
      waits.push_back(std::move(wait));
    }
  std::stable_sort(waits.begin(), waits.end(),
                   [](const BlockedWait &one, const BlockedWait &other) { return one.began_ns < other.began_ns; });
  return waits;
}

} // namespace gordian::analysis
