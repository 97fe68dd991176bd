// Why a thread that waits for a condition was not woken: which signal came before the wait, and under which lock.
//
// The log numbers what happens at a condition variable, so that before and after are exact. What was written to the
// predicate is not in the log; whether the mutex was held at the signal is, which tells nearly as much.
#include "analysis/lost_signal.h"

#include "findings/fingerprint.h"
#include "findings/phrases.h"

#include <optional>

namespace gordian::analysis {

namespace {

using format::EventKind;

struct Signal {
  trace::ThreadId thread;
  size_t index = 0; ///< in the thread's events
  const format::Event *event = nullptr;
};

bool isSignal(EventKind kind) { return kind == EventKind::kCondSignal || kind == EventKind::kCondBroadcast; }

/// Whether the thread has `mutex` in hand at its event `index`.
bool holdsAt(const std::vector<trace::Event> &events, size_t index, uint64_t mutex) {
  int held = 0;
  for (size_t i = 0; i < index; ++i)
    if (events[i].event.object == mutex) {
      held += EventKind(events[i].event.kind) == EventKind::kMutexOk;
      held -= EventKind(events[i].event.kind) == EventKind::kMutexRelease;
    }
  return held > 0;
}

/// The last wait for `condition` that the thread began.
const format::Event *waitOf(const trace::Trace &trace, trace::ThreadId thread, uint32_t condition) {
  auto events = trace.events.find(thread);
  if (events == trace.events.end())
    return nullptr;
  const format::Event *wait = nullptr;
  for (const trace::Event &entry : events->second)
    if (EventKind(entry.event.kind) == EventKind::kCondWaitReq && entry.event.object == condition)
      wait = &entry.event;
  return wait;
}

} // namespace

std::string explainLostSignal(Describer &describer, const findings::Finding &finding, const trace::Wait &wait) {
  const trace::Trace &trace = describer.trace();
  if (format::Operation(wait.record.operation) != format::Operation::kConditionWait || wait.cases.empty())
    return "";
  uint32_t condition = wait.cases[0].object;
  const format::Event *request = waitOf(trace, trace::ThreadId(wait.record.thread), condition);
  if (!request || describer.run().hasLostEvents())
    return "";
  std::optional<Signal> before;
  size_t after = 0;
  for (const auto &[thread, events] : trace.events)
    for (size_t i = 0; i < events.size(); ++i) {
      const format::Event &event = events[i].event;
      if (!isSignal(EventKind(event.kind)) || event.object != condition)
        continue;
      if (event.object_seq > request->object_seq)
        ++after;
      else if (!before || event.object_seq > before->event->object_seq)
        before = Signal{thread, i, &event};
    }
  std::string name = findings::objectPhrase(describer.object(condition));
  std::string waiter = findings::threadPhrase(finding, wait.record.thread);
  if (after)
    return findings::counted(after, "signal") + " of " + name + " came after " + waiter +
           " had begun to wait, and woke other threads";
  if (!before)
    return name + " was never signalled";
  std::string text = "the last signal of " + name + " was made by " +
                     findings::threadPhrase(finding, uint32_t(before->thread)) + " in " +
                     findings::placeName(describer.call(before->event->site, before->event->stack)) + " before " + waiter +
                     " began to wait: a signal wakes only who waits already";
  if (!holdsAt(trace.events.at(before->thread), before->index, request->extra))
    text += "; " + findings::objectPhrase(describer.object(uint32_t(request->extra))) +
            " was not held then, so it may have come between the test of the condition and the wait";
  return text;
}

} // namespace gordian::analysis
