// Deadlocks that happened: the runtime found that no thread of a group can run again; here it is told, thread by
// thread.
#include "analysis/analyses.h"
#include "analysis/lost_signal.h"

#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"
#include "log/names.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <map>

namespace gordian::analysis {

namespace {

using findings::Finding;
using findings::Wait;
using format::Operation;

Wait waitOf(const trace::Wait &record, Describer &describer) {
  Wait wait;
  wait.thread = record.record.thread;
  wait.operation = log::operationName(Operation(record.record.operation)).str();
  for (const format::WaitCase &one : record.cases) {
    findings::WaitCase described{log::operationName(Operation(one.operation)).str(), describer.object(one.object),
                                 one.object == 0};
    if (described.is_nil) {
      described.object.kind = findings::ObjectKind::kChannel;
      described.object.name = "nil";
    }
    wait.cases.push_back(std::move(described));
  }
  wait.held = describer.locks(record.record.lockset);
  wait.could_be_woken_by = record.wakers;
  wait.stack = describer.call(record.record.site, record.record.stack);
  return wait;
}

/// What the finding is named after: what a thread waits for that is no thread, since joins only wait for the others.
std::optional<findings::Object> objectOf(const Finding &finding) {
  const findings::Object *first = nullptr;
  for (const Wait &wait : finding.waits)
    for (const findings::WaitCase &one : wait.cases) {
      if (one.object.kind != findings::ObjectKind::kThread && one.object.kind != findings::ObjectKind::kWaitGroup)
        return one.object;
      first = first ? first : &one.object;
    }
  return first ? std::optional(*first) : std::nullopt;
}

std::string phraseOf(const Wait &wait) {
  if (wait.cases.empty())
    return wait.operation + " without a case";
  std::string phrase;
  for (const findings::WaitCase &one : wait.cases)
    phrase += (phrase.empty() ? "" : " or ") + one.operation + " on " +
              (one.is_nil ? "a nil channel" : findings::objectPhrase(one.object));
  return wait.cases.size() > 1 ? "select of " + phrase : phrase;
}

std::string whatWouldFree(const Wait &wait, const Finding &finding, uint16_t flags) {
  std::string phrase = findings::threadPhrase(finding, wait.thread) + " (" + phraseOf(wait) + ")";
  // At the end of a scope nobody has looked who could reach what the thread waits for.
  if (wait.could_be_woken_by.empty() && flags & format::kLeakInScope)
    return phrase + " had not been freed when the scope ended";
  if (wait.could_be_woken_by.empty())
    return phrase + " could be freed by no thread that is left";
  phrase += " could be freed by ";
  for (size_t i = 0; i < wait.could_be_woken_by.size(); ++i)
    phrase += (i == 0 ? "" : ", ") + findings::threadPhrase(finding, wait.could_be_woken_by[i]);
  bool all_wait = llvm::all_of(wait.could_be_woken_by, [&](uint32_t waker) {
    return llvm::any_of(finding.waits, [&](const Wait &other) { return other.thread == waker; });
  });
  if (all_wait)
    phrase += wait.could_be_woken_by.size() == 1 ? ", which waits itself" : ", which all wait themselves";
  return phrase;
}

std::string messageOf(const Finding &finding, uint32_t live_threads) {
  std::string message;
  for (const Wait &wait : finding.waits)
    message += (message.empty() ? "" : "; ") + findings::threadPhrase(finding, wait.thread) + " waits in " +
               findings::placeName(wait.stack) + " for " + phraseOf(wait);
  std::string end = live_threads == 0
                        ? "no thread can ever run again"
                        : "they can never run again (" + findings::counted(live_threads, "other thread") + " can)";
  return message.empty() ? end : message + ": " + end;
}

std::string messageOfLeak(const Finding &finding, uint16_t flags) {
  std::string who = finding.waits.size() == 1 ? findings::threadPhrase(finding, finding.waits.front().thread)
                                              : findings::counted(finding.waits.size(), "thread");
  std::string message = who + (finding.waits.size() == 1 ? " waits" : " wait") + " in " +
                        findings::placeName(finding.waits.front().stack) + " for " + phraseOf(finding.waits.front());
  if (flags & format::kLeakAtEnd)
    return message + ": the program ends, and nothing that was left could have ended the wait";
  if (flags & format::kLeakInScope)
    return message + ": the scope in which the thread was started ends, and it still waits";
  return message + ": no thread that runs can reach what it waits for";
}

std::string messageOf(const Finding &finding, const format::DeadlockRecord *record) {
  if (finding.waits.empty() || !record || finding.kind != findings::Kind::kLeakedThread)
    return messageOf(finding, record ? record->live_threads : 0);
  return messageOfLeak(finding, record->head.flags);
}

findings::Kind kindOf(const format::DeadlockRecord *record) {
  auto kind = record ? findings::Kind(record->finding) : findings::Kind::kDeadlock;
  bool is_other = kind == findings::Kind::kPartialDeadlock || kind == findings::Kind::kLeakedThread;
  return is_other ? kind : findings::Kind::kDeadlock;
}

/// `record` is null if the log ends before the deadlock's last record.
Finding findingOf(const format::DeadlockRecord *record, const std::vector<const trace::Wait *> &waits,
                  Describer &describer) {
  Finding finding;
  finding.kind = kindOf(record);
  finding.severity = findings::severityOf(finding.kind);
  finding.count = record ? std::max<uint64_t>(record->head.count, 1) : 1;
  for (const trace::Wait *wait : waits) {
    finding.waits.push_back(waitOf(*wait, describer));
    describer.addThread(finding, wait->record.thread);
    for (uint32_t waker : wait->wakers)
      describer.addThread(finding, waker);
  }
  finding.object = objectOf(finding);
  finding.message = messageOf(finding, record);
  for (const Wait &wait : finding.waits)
    finding.why.push_back(whatWouldFree(wait, finding, record ? record->head.flags : 0));
  for (const trace::Wait *wait : waits)
    if (std::string text = explainLostSignal(describer, finding, *wait); !text.empty())
      finding.why.push_back(std::move(text));
  if (!record || record->wait_count != waits.size())
    finding.why.push_back("the log does not hold all of this deadlock: " + findings::counted(waits.size(), "wait") +
                          " could be read" + (record ? " of " + std::to_string(record->wait_count) : ""));
  return finding;
}

} // namespace

std::vector<Finding> findDeadlocks(Describer &describer) {
  const trace::Trace &trace = describer.trace();
  std::map<uint32_t, std::vector<const trace::Wait *>> waits;
  for (const trace::Wait &wait : trace.waits)
    waits[wait.record.deadlock].push_back(&wait);
  std::vector<Finding> found;
  for (const format::DeadlockRecord &record : trace.deadlocks) {
    found.push_back(findingOf(&record, waits[record.deadlock], describer));
    waits.erase(record.deadlock);
  }
  for (const auto &[deadlock, left] : waits)
    found.push_back(findingOf(nullptr, left, describer));
  return found;
}

} // namespace gordian::analysis
