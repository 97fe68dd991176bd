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

constexpr std::array<MisuseRow, 11> kRows = {{
    {Kind::kSendOnClosedChannel, "send", "close", "a value is sent on {}, which is closed"},
    {Kind::kCloseOfClosedChannel, "close", "close", "{} is closed a second time"},
    {Kind::kDoubleLock, "lock", "lock", "{} is locked by the thread that holds it already"},
    {Kind::kUnlockByOtherThread, "unlock", "lock", "{} is unlocked by a thread that does not hold it"},
    {Kind::kUnlockOfUnlocked, "unlock", "unlock", "{} is unlocked though nobody holds it"},
    {Kind::kDestroyOfLockedMutex, "destroy", "lock", "{} is destroyed while it is locked"},
    {Kind::kDestroyOfUnfinishedThread, "destroy", "create", "a thread is destroyed before it was joined or detached"},
    {Kind::kWaitGroupMisuse, "add", "add", "the counter of {} went below zero"},
    {Kind::kConditionMisuse, "condition-wait", "condition-wait", "{} is waited for with two mutexes at once"},
    {Kind::kLeakedThread, "wait", "create", "a thread still waits for {} at the end, and nothing could wake it"},
    {Kind::kSignalUnsafeCall, "call", "signal", "a function that is not safe in a signal handler is called in one"},
}};

MisuseRow rowOf(Kind kind) {
  auto found = std::find_if(kRows.begin(), kRows.end(), [&](const MisuseRow &row) { return row.kind == kind; });
  return found != kRows.end() ? *found : MisuseRow{kind, "use", "use", "{} is used wrongly"};
}

std::string messageOf(const Finding &finding, const MisuseRow &row, int64_t value) {
  std::string message = row.sentence;
  if (finding.kind == Kind::kConditionMisuse && value == 1)
    message = "{} is waited for by a thread that does not hold its mutex";
  if (finding.kind == Kind::kConditionMisuse && value == 2)
    message = "{} is destroyed while a thread waits for it";
  size_t at = message.find("{}");
  if (at != std::string::npos)
    message.replace(at, 2, findings::objectPhrase(*finding.object));
  if (finding.kind == Kind::kWaitGroupMisuse)
    message += " (" + std::to_string(value) + ")";
  const findings::Access &now = finding.accesses[0];
  message += ", by " + findings::threadPhrase(finding, now.thread) + " in " + findings::placeName(now.stack);
  if (finding.accesses.size() > 1)
    message += "; " + finding.accesses[1].operation + " by " +
               findings::threadPhrase(finding, finding.accesses[1].thread) + " in " +
               findings::placeName(finding.accesses[1].stack);
  return message;
}

/// Misuse of a closed channel throws. A program that catches that goes on as it meant to; one that does not is ended.
findings::Severity severityOf(Kind kind, const trace::Trace &trace) {
  bool throws = kind == Kind::kSendOnClosedChannel || kind == Kind::kCloseOfClosedChannel;
  bool ended_well = format::Ended(trace.process.header.ended) == format::Ended::kExit;
  return throws && ended_well ? findings::Severity::kWarning : findings::severityOf(kind);
}

Finding findingOf(const format::MisuseRecord &record, Describer &describer) {
  Finding finding;
  finding.kind = Kind(record.finding);
  finding.severity = severityOf(finding.kind, describer.trace());
  finding.count = std::max<uint64_t>(record.head.count, 1);
  MisuseRow row = rowOf(finding.kind);
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
