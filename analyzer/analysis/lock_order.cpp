// Lock-order inversions: deadlocks that this run escaped.
//
// lock_orders.h says who asked for which lock with which in hand; predict/lock_cycles.h finds the cycles in that;
// predict/lock_deadlock.h says of each whether some order of the same events ends in the deadlock, and gives the witness.
// With a witness a cycle is predicted and an error. Without one it is a candidate and a warning. Where start and join, or
// messages, keep the threads apart, or where one thread alone takes both orders, it is a note.
#include "analysis/analyses.h"

#include "analysis/lock_orders.h"
#include "analysis/run_program.h"
#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"
#include "predict/lock_deadlock.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <set>

namespace gordian::analysis {

namespace {

using findings::Certainty;
using findings::Finding;
using findings::Severity;
using predict::Dependency;
using predict::LockCycle;
using predict::LockDeadlock;
using trace::ThreadId;

// Bounds for logs that are made to be slow; no real program has come near.
constexpr uint64_t kMostSteps = 300'000;
constexpr uint64_t kMostWork = 60'000'000;
constexpr size_t kMostChoices = 8;
constexpr size_t kMostCyclesAtOnePlace = 16;
constexpr size_t kMostSchedule = 14;

/// The request of one thread in a cycle.
struct Part {
  size_t dependency = 0;
  ThreadId thread = ThreadId::kNone;
  LockRequest request;
  size_t held = 0; ///< which of Dependency::held the part before it asks for
};

/// What is known of one cycle.
struct Verdict {
  std::vector<Part> parts;
  Certainty certainty = Certainty::kCandidate;
  Severity severity = Severity::kNote;
  bool is_one_thread = false, is_apart = false;
  std::vector<predict::Position> witness;
};

class Inversions {
public:
  explicit Inversions(Describer &describer)
      : describer_(describer), trace_(describer.trace()), found_(collectLockOrders(trace_)) {}

  std::vector<Finding> run() {
    bool is_whole = true;
    std::vector<LockCycle> cycles = predict::findLockCycles(found_.dependencies, kMostSteps, is_whole);
    if (cycles.empty())
      return {};
    work_ = kMostWork;
    std::map<std::set<uint32_t>, std::pair<size_t, size_t>> at_place; // what was found there, and how often it was tried
    std::vector<Verdict> verdicts;
    for (const LockCycle &cycle : cycles) {
      if (hasHappened(cycle))
        continue;
      auto [known, is_new] = at_place.try_emplace(placesOf(cycle), verdicts.size(), 0);
      if (!is_new && (verdicts[known->second.first].severity == Severity::kError ||
                      ++known->second.second >= kMostCyclesAtOnePlace))
        continue;
      Verdict verdict = judge(cycle);
      if (is_new)
        verdicts.push_back(std::move(verdict));
      else if (verdict.severity < verdicts[known->second.first].severity)
        verdicts[known->second.first] = std::move(verdict);
    }
    // The strongest first: findings that are alike are merged into the first of them.
    std::vector<Finding> findings;
    for (Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote})
      for (const Verdict &verdict : verdicts)
        if (verdict.severity == severity)
          findings.push_back(describe(verdict));
    return findings;
  }

private:
  const format::Event &event(ThreadId thread, size_t index) const { return trace_.events.at(thread)[index].event; }

  /// The places in the source where the cycle's locks are taken.
  std::set<uint32_t> placesOf(const LockCycle &cycle) const {
    std::set<uint32_t> places;
    for (size_t dependency : cycle.dependencies) {
      const auto &[thread, requests] = *found_.orders[dependency].requests.begin();
      places.insert(event(thread, requests.front().acquire).site);
      for (size_t held : requests.front().held)
        places.insert(event(thread, held).site);
    }
    return places;
  }

  /// The deadlock is in the log as one that happened.
  bool hasHappened(const LockCycle &cycle) const {
    std::map<uint32_t, unsigned> waits;
    for (const trace::Wait &wait : trace_.waits)
      for (const format::WaitCase &one : wait.cases)
        for (size_t dependency : cycle.dependencies)
          waits[wait.record.deadlock] += one.object == found_.dependencies[dependency].request.lock;
    return llvm::any_of(waits, [&](const auto &one) { return one.second >= cycle.dependencies.size(); });
  }

  /// Which of the locks that dependency `next` of the cycle holds the one before it asks for.
  size_t wantedLock(const LockCycle &cycle, size_t part) const {
    size_t size = cycle.dependencies.size();
    const Dependency &before = found_.dependencies[cycle.dependencies[(part + size - 1) % size]];
    const Dependency &holder = found_.dependencies[cycle.dependencies[part]];
    for (size_t i = 0; i < holder.held.size(); ++i)
      if (predict::conflict(holder.held[i], before.request))
        return i;
    return 0;
  }

  Part firstPart(const LockCycle &cycle, size_t part, ThreadId thread) const {
    const auto &requests = found_.orders[cycle.dependencies[part]].requests.at(thread);
    return {cycle.dependencies[part], thread, requests.front(), wantedLock(cycle, part)};
  }

  Verdict judge(const LockCycle &cycle) {
    Verdict verdict;
    for (size_t i = 0; i < cycle.dependencies.size(); ++i)
      verdict.parts.push_back(firstPart(cycle, i, ThreadId(found_.dependencies[cycle.dependencies[i]].threads.front())));
    if (!cycle.has_threads) {
      verdict.is_one_thread = true;
      return verdict;
    }
    bool is_timed = llvm::any_of(cycle.dependencies, [&](size_t it) { return found_.orders[it].is_timed; });
    verdict.is_apart = true;
    for (const std::vector<uint32_t> &threads : predict::chooseThreads(found_.dependencies, cycle, kMostChoices)) {
      if (!tryThreads(cycle, threads, verdict))
        continue;
      verdict.certainty = runProgram().isWhole() ? Certainty::kPredicted : Certainty::kCandidate;
      break;
    }
    if (verdict.is_apart || is_timed)
      verdict.severity = Severity::kNote;
    else
      verdict.severity = verdict.certainty == Certainty::kPredicted ? Severity::kError : Severity::kWarning;
    return verdict;
  }

  /// True if these threads can come into the deadlock. Keeps the most telling requests in the verdict.
  bool tryThreads(const LockCycle &cycle, const std::vector<uint32_t> &threads, Verdict &verdict) {
    const RunProgram &run = runProgram();
    std::vector<predict::Requests> groups(threads.size());
    std::vector<uint32_t> own_locks; // of the cycle
    for (size_t i = 0; i < threads.size(); ++i) {
      ThreadId thread = ThreadId(threads[i]);
      for (const LockRequest &request : found_.orders[cycle.dependencies[i]].requests.at(thread))
        if (predict::Position at = run.positionOf(thread, request.acquire); at != predict::kNowhere) {
          groups[i].push_back(at);
          own_locks.push_back(run.program().at(at).object);
        }
      if (groups[i].empty())
        return false;
    }
    // What other locks guard may have told a thread which way to go; what these guard is taken not to, which is what it
    // means that an inversion is looked for at all.
    llvm::sort(own_locks);
    own_locks.erase(std::unique(own_locks.begin(), own_locks.end()), own_locks.end());
    LockDeadlock found = predict::findLockDeadlock(run.program(), groups, work_, &own_locks);
    if (found.answer != LockDeadlock::Answer::kReachable)
      if (!verdict.is_apart || !predict::areTogether(run.program(), groups, work_, found.requests, &own_locks))
        return false;
    verdict.is_apart = false;
    verdict.witness = found.witness;
    for (size_t i = 0; i < threads.size(); ++i) {
      const auto &requests = found_.orders[cycle.dependencies[i]].requests.at(ThreadId(threads[i]));
      auto same = llvm::find_if(requests, [&](const LockRequest &request) {
        return run.positionOf(ThreadId(threads[i]), request.acquire) == found.requests[i];
      });
      verdict.parts[i] = firstPart(cycle, i, ThreadId(threads[i]));
      if (same != requests.end())
        verdict.parts[i].request = *same;
    }
    return found.answer == LockDeadlock::Answer::kReachable;
  }

  const RunProgram &runProgram() { return describer_.run(); }

  Finding describe(const Verdict &verdict) {
    Finding finding;
    finding.kind = findings::Kind::kLockOrderInversion;
    finding.certainty = verdict.certainty;
    finding.severity = verdict.severity;
    for (size_t i = 0; i < verdict.parts.size(); ++i)
      describePart(verdict, i, finding);
    finding.object = finding.waits.front().cases.front().object;
    describeSchedule(verdict, finding);
    finding.message = messageOf(verdict, finding);
    explain(verdict, finding);
    return finding;
  }

  void describePart(const Verdict &verdict, size_t i, Finding &finding) {
    const Part &part = verdict.parts[i];
    const Dependency &dependency = found_.dependencies[part.dependency];
    const format::Event &request = event(part.thread, part.request.acquire);
    findings::Wait wait;
    wait.thread = uint32_t(part.thread);
    wait.operation = dependency.request.is_shared ? "lock-shared" : "lock";
    wait.cases.push_back({wait.operation, describer_.object(dependency.request.lock), false});
    wait.stack = describer_.call(request.site, request.stack);
    for (size_t lock = 0; lock < dependency.held.size(); ++lock) {
      const format::Event &taken = event(part.thread, part.request.held[lock]);
      wait.held.push_back({describer_.object(dependency.held[lock].lock), dependency.held[lock].is_shared,
                           describer_.call(taken.site, taken.stack)});
    }
    std::swap(wait.held.front(), wait.held[part.held]);
    wait.could_be_woken_by.push_back(uint32_t(verdict.parts[(i + 1) % verdict.parts.size()].thread));
    finding.waits.push_back(std::move(wait));
    describer_.addThread(finding, uint32_t(part.thread));
  }

  /// What the threads of the cycle do with its locks on the way, the last few steps of it.
  void describeSchedule(const Verdict &verdict, Finding &finding) {
    const RunProgram &run = runProgram();
    std::set<uint32_t> locks, threads;
    for (const Part &part : verdict.parts) {
      threads.insert(uint32_t(part.thread));
      for (const predict::LockUse &held : found_.dependencies[part.dependency].held)
        locks.insert(held.lock);
    }
    std::vector<findings::Step> steps;
    for (predict::Position position : llvm::reverse(verdict.witness)) {
      const predict::Event &step = run.program().at(position);
      bool is_lock = step.op == predict::Op::kAcquire || step.op == predict::Op::kRelease;
      if (!is_lock || !threads.count(uint32_t(run.thread(step.thread))) || !locks.count(uint32_t(run.object(step.object))))
        continue;
      const format::Event &source = run.event(position);
      bool is_acquire = step.op == predict::Op::kAcquire;
      steps.push_back({uint32_t(run.thread(step.thread)),
                       std::string(is_acquire ? "lock" : "unlock") + (step.is_shared ? "-shared" : ""),
                       describer_.object(source.object), describer_.call(source.site, source.stack)});
      if (steps.size() == kMostSchedule)
        break;
    }
    finding.schedule.assign(steps.rbegin(), steps.rend());
  }

  std::string messageOf(const Verdict &verdict, const Finding &finding) {
    std::string message;
    for (const findings::Wait &wait : finding.waits)
      message += (message.empty() ? "" : "; ") + findings::threadPhrase(finding, wait.thread) + " takes " +
                 findings::objectPhrase(wait.cases[0].object) + " in " + findings::placeName(wait.stack) +
                 " while it holds " + findings::objectPhrase(wait.held[0].lock);
    if (verdict.is_one_thread)
      return message + ": the order is not the same everywhere, though no other thread can meet this one there";
    if (verdict.is_apart)
      return message + ": the order is not the same everywhere, though start, join or messages keep the threads apart";
    if (verdict.certainty == Certainty::kPredicted)
      return message + ": in another order of the same events they wait for each other for ever";
    return message + ": if they meet there, they wait for each other for ever";
  }

  void explain(const Verdict &verdict, Finding &finding) {
    for (const findings::Wait &wait : finding.waits)
      finding.why.push_back(findings::threadPhrase(finding, wait.thread) + " could be freed by " +
                            findings::threadPhrase(finding, wait.could_be_woken_by[0]) + " giving back " +
                            findings::objectPhrase(wait.cases[0].object) + ", which it does only after its own wait");
    finding.why.push_back("one order for these locks everywhere, or std::scoped_lock for all of them at once, frees them "
                          "for good");
    if (verdict.severity != Severity::kWarning)
      return;
    if (runProgram().hasLostEvents())
      finding.why.push_back("not certain: the log no longer holds the whole history, so no schedule was proved");
    else
      finding.why.push_back("not certain: each schedule that leads there turns round the order of sections of another lock, "
                            "and what that one guards may have told a thread which way to go");
  }

  Describer &describer_;
  const trace::Trace &trace_;
  LockOrders found_;
  uint64_t work_ = 0;
};

} // namespace

std::vector<Finding> findLockOrderInversions(Describer &describer) { return Inversions(describer).run(); }

} // namespace gordian::analysis
