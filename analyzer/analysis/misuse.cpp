// Misuse of synchronisation objects: what the runtime saw done wrong, and what it collides with.
#include "analysis/analyses.h"

#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"

#include <algorithm>
#include <array>

namespace gordian::analysis {

namespace {

using findings::Finding;
using findings::Kind;

struct MisuseRow {
  Kind kind;
  const char *now, *other; ///< operations: what is wrong, what it collides with
  const char *sentence;    ///< "{}" stands for the object
};

constexpr std::array<MisuseRow, 19> kRows = {{
    {Kind::kSendOnClosedChannel, "send", "close", "a value is sent on {}, which is closed"},
    {Kind::kCloseOfClosedChannel, "close", "close", "{} is closed a second time"},
    {Kind::kDoubleLock, "lock", "lock", "{} is locked by the thread that holds it already"},
    {Kind::kUnlockByOtherThread, "unlock", "lock", "{} is unlocked by a thread that does not hold it"},
    {Kind::kUnlockOfUnlocked, "unlock", "unlock", "{} is unlocked though nobody holds it"},
    {Kind::kDestroyOfLockedMutex, "destroy", "lock", "{} is destroyed while it is locked"},
    {Kind::kDestroyOfUnfinishedThread, "destroy", "create", "a thread is destroyed before it was joined or detached"},
    {Kind::kWaitGroupMisuse, "add", "add", "the counter of {} went below zero"},
    {Kind::kConditionMisuse, "condition-wait", "condition-wait", "{} is waited for with two mutexes at once"},
    {Kind::kSignalUnsafeCall, "call", "signal", "a function that is not safe in a signal handler is called in one"},
    {Kind::kUseAfterDestroy, "use", "destroy", "{} is used after it was destroyed"},
    {Kind::kUseBeforeInit, "use", "create", "{} is used though it was never initialised"},
    {Kind::kUseOfCopiedObject, "use", "create", "{} is used though it is a copy of another one"},
    {Kind::kLockHeldAtThreadEnd, "lock", "thread-end", "{} is still held when the thread ends that took it"},
    {Kind::kSemaphoreMisuse, "destroy", "semaphore-wait", "{} is destroyed while a thread waits for it"},
    {Kind::kBarrierMisuse, "destroy", "barrier-wait", "{} is destroyed while threads wait at it"},
    {Kind::kJoinMisuse, "join", "join", "a thread is joined that was joined before"},
    {Kind::kUnjoinedThread, "create", "create", "{} has ended and was neither joined nor detached; it was created"},
    {Kind::kErrnoSpoiled, "handler", "signal", "a signal handler changes errno and does not put it back"},
}};

/// A kind whose records say by `value` that it was done in another way than the row's.
struct Way {
  Kind kind;
  int64_t value;
  const char *now, *other, *sentence;
};
constexpr std::array<Way, 5> kWays = {{
    {Kind::kConditionMisuse, 1, "condition-wait", "lock", "{} is waited for by a thread that does not hold its mutex"},
    {Kind::kConditionMisuse, 2, "destroy", "condition-wait", "{} is destroyed while a thread waits for it"},
    {Kind::kBarrierMisuse, 1, "init", "barrier-wait", "{} is initialised again while threads wait at it"},
    {Kind::kJoinMisuse, 1, "join", "detach", "a thread is joined that was detached"},
    {Kind::kJoinMisuse, 2, "join", "join", "a thread joins itself"},
}};

MisuseRow rowOf(Kind kind, int64_t value) {
  auto way = std::find_if(kWays.begin(), kWays.end(),
                          [&](const Way &each) { return each.kind == kind && each.value == value; });
  if (way != kWays.end())
    return {kind, way->now, way->other, way->sentence};
  auto found = std::find_if(kRows.begin(), kRows.end(), [&](const MisuseRow &row) { return row.kind == kind; });
  return found != kRows.end() ? *found : MisuseRow{kind, "use", "use", "{} is used wrongly"};
}

std::string messageOf(const Finding &finding, const MisuseRow &row, int64_t value) {
  std::string message = row.sentence;
  size_t at = message.find("{}");
  if (at != std::string::npos)
    message.replace(at, 2, findings::objectPhrase(finding.object.value_or(findings::Object())));
  if (finding.kind == Kind::kWaitGroupMisuse)
    message += " (" + std::to_string(value) + ")";
  const findings::Access &now = finding.accesses[0];
  message += finding.kind == Kind::kUnjoinedThread ? " by " : ", by ";
  message += findings::threadPhrase(finding, now.thread) + " in " + findings::placeName(now.stack);
  if (finding.accesses.size() > 1)
    message += "; " + finding.accesses[1].operation + " by " +
               findings::threadPhrase(finding, finding.accesses[1].thread) + " in " +
               findings::placeName(finding.accesses[1].stack);
  return message;
}

/// Misuse of a closed channel throws. A program that catches that goes on as it meant to; one that does not is ended.
findings::Severity severityOf(const format::MisuseRecord &record, const trace::Trace &trace) {
  auto kind = Kind(record.finding);
  if (record.head.flags & format::kMisuseIsNote)
    return findings::Severity::kNote;
  bool throws = kind == Kind::kSendOnClosedChannel || kind == Kind::kCloseOfClosedChannel ||
                record.head.flags & format::kMisuseIsRefused;
  bool ended_well = format::Ended(trace.process.header.ended) == format::Ended::kExit;
  return throws && ended_well ? findings::Severity::kWarning : findings::severityOf(kind);
}

Finding findingOf(const format::MisuseRecord &record, Describer &describer) {
  Finding finding;
  finding.kind = Kind(record.finding);
  finding.severity = severityOf(record, describer.trace());
  finding.count = std::max<uint64_t>(record.head.count, 1);
  MisuseRow row = rowOf(finding.kind, record.value);
  if (record.object)
    finding.object = describer.object(record.object);
  auto place = [&](const char *operation, uint32_t thread, uint32_t site, uint32_t stack) {
    findings::Access access;
    access.operation = operation;
    access.thread = thread;
    access.locks_unknown = true;
    access.stack = describer.call(site, stack);
    describer.addThread(finding, thread);
    finding.accesses.push_back(std::move(access));
  };
  place(row.now, record.thread, record.site, record.stack);
  if (record.other_thread != format::kNoThread)
    place(row.other, record.other_thread, record.other_site, record.other_stack);
  finding.message = messageOf(finding, row, record.value);
  return finding;
}

} // namespace

std::vector<Finding> findMisuse(Describer &describer) {
  std::vector<Finding> found;
  for (const format::MisuseRecord &record : describer.trace().misuses)
    found.push_back(findingOf(record, describer));
  return found;
}

} // namespace gordian::analysis
