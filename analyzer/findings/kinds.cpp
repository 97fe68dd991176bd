#include "findings/kinds.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <array>

namespace gordian::findings {

namespace {

struct KindRow {
  Kind kind;
  llvm::StringLiteral name;
  Severity severity;
};

// Warnings are what need not go wrong in the run that showed it.
constexpr std::array<KindRow, 29> kKinds = {{
    {Kind::kDataRace, "data-race", Severity::kError},
    {Kind::kUseAfterFreeRace, "use-after-free-race", Severity::kError},
    {Kind::kVptrRace, "vptr-race", Severity::kError},
    {Kind::kDeadlock, "deadlock", Severity::kError},
    {Kind::kPartialDeadlock, "partial-deadlock", Severity::kError},
    {Kind::kLockOrderInversion, "lock-order-inversion", Severity::kWarning},
    {Kind::kChannelCycle, "channel-cycle", Severity::kWarning},
    {Kind::kLeakedThread, "leaked-thread", Severity::kError},
    {Kind::kLockHeldWhileBlocking, "lock-held-while-blocking", Severity::kWarning},
    {Kind::kSendOnClosedChannel, "send-on-closed-channel", Severity::kError},
    {Kind::kCloseOfClosedChannel, "close-of-closed-channel", Severity::kError},
    {Kind::kDoubleLock, "double-lock", Severity::kError},
    {Kind::kUnlockByOtherThread, "unlock-by-other-thread", Severity::kError},
    {Kind::kUnlockOfUnlocked, "unlock-of-unlocked", Severity::kError},
    {Kind::kDestroyOfLockedMutex, "destroy-of-locked-mutex", Severity::kError},
    {Kind::kDestroyOfUnfinishedThread, "destroy-of-unfinished-thread", Severity::kError},
    {Kind::kWaitGroupMisuse, "wait-group-misuse", Severity::kError},
    {Kind::kConditionMisuse, "condition-misuse", Severity::kError},
    {Kind::kSignalUnsafeCall, "signal-unsafe-call", Severity::kWarning},
    {Kind::kUseAfterDestroy, "use-after-destroy", Severity::kError},
    {Kind::kUseBeforeInit, "use-before-init", Severity::kError},
    {Kind::kUseOfCopiedObject, "use-of-copied-object", Severity::kWarning},
    {Kind::kLockHeldAtThreadEnd, "lock-held-at-thread-end", Severity::kError},
    {Kind::kSemaphoreMisuse, "semaphore-misuse", Severity::kError},
    {Kind::kBarrierMisuse, "barrier-misuse", Severity::kError},
    {Kind::kJoinMisuse, "join-misuse", Severity::kError},
    {Kind::kUnjoinedThread, "unjoined-thread", Severity::kError},
    {Kind::kErrnoSpoiled, "errno-spoiled", Severity::kWarning},
    {Kind::kDescriptorRace, "descriptor-race", Severity::kError},
}};

const KindRow *rowOf(Kind kind) {
  auto found = llvm::find_if(kKinds, [&](const KindRow &row) { return row.kind == kind; });
  return found == kKinds.end() ? nullptr : found;
}

} // namespace

bool isKnown(Kind kind) { return rowOf(kind) != nullptr; }

llvm::StringRef nameOf(Kind kind) {
  const KindRow *row = rowOf(kind);
  return row ? llvm::StringRef(row->name) : "unknown";
}

std::string wordsOf(Kind kind) {
  std::string words = nameOf(kind).str();
  std::replace(words.begin(), words.end(), '-', ' ');
  return words;
}

Severity severityOf(Kind kind) {
  const KindRow *row = rowOf(kind);
  return row ? row->severity : Severity::kWarning;
}

llvm::StringRef nameOf(Severity severity) {
  switch (severity) {
  case Severity::kError:
    return "error";
  case Severity::kWarning:
    return "warning";
  case Severity::kNote:
    return "note";
  }
  return "note";
}

llvm::StringRef nameOf(Certainty certainty) {
  switch (certainty) {
  case Certainty::kObserved:
    return "observed";
  case Certainty::kPredicted:
    return "predicted";
  case Certainty::kConfirmed:
    return "confirmed";
  case Certainty::kCandidate:
    return "candidate";
  }
  return "candidate";
}

llvm::StringRef nameOf(ObjectKind kind) {
  static constexpr std::array<llvm::StringLiteral, 10> kNames = {
      "other", "global", "heap", "stack", "tls", "lock", "channel", "condition", "wait-group", "thread"};
  return kNames[size_t(kind)];
}

bool hasNews(const Report &report) {
  return llvm::any_of(report.findings, [](const Finding &finding) { return isNews(finding); });
}

bool fails(const Report &report) {
  return llvm::any_of(report.findings, [](const Finding &finding) { return fails(finding); });
}

std::map<std::string, uint64_t> summaryOf(const Report &report) {
  std::map<std::string, uint64_t> summary;
  for (const Finding &finding : report.findings)
    if (!finding.suppressed)
      ++summary[nameOf(finding.kind).str()];
  return summary;
}

} // namespace gordian::findings
