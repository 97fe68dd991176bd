// Deadlocks of channels, wait groups, semaphores and joins, with locks or without, that this run escaped; and locks that are
// held where a thread waits for a message whose other side takes them.
//
// predict/freeze_drain.h finds the states; here it is said which count. A state is told by its core: threads that wait for
// one another, or for what nobody left will ever do. It is predicted where every thread saw on the way what it saw in the run,
// and a candidate where a message went to another receiver, or sections of a lock that has no part in it changed places.
// Of a select only the case that was taken is in the log, so a thread that selects is never called stuck.
#include "analysis/analyses.h"
#include "analysis/operations.h"

#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"
#include "predict/freeze_drain.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <map>
#include <set>

namespace gordian::analysis {

namespace {

using findings::Certainty;
using findings::Finding;
using findings::Severity;
using predict::Draining;
using predict::Guard;
using predict::kNowhere;
using predict::Op;
using predict::Position;
using predict::Program;

// What is spent on a run at most. A run of a few thousand events is looked through; of a longer one the first seeds are.
constexpr uint64_t kMostWork = 10'000'000;
constexpr size_t kMostEvents = 200'000, kMostThreads = 200;
constexpr size_t kMostSeeds = 64;
constexpr size_t kMostSchedule = 14;

class Cycles {
public:
  explicit Cycles(Describer &describer) : describer_(describer) {}

  std::vector<Finding> run() {
    if (!isWorthIt())
      return {};
    work_ = kMostWork;
    std::vector<uint32_t> places;
    for (const predict::Event &event : program().events()) {
      if (places.size() <= event.source)
        places.resize(event.source + 1);
      places[event.source] = describer_.run().event(Position(&event - program().events().data())).site;
    }
    std::vector<Position> seeds = predict::freezable(program(), places, kMostSeeds);
    for (auto [guard, draining] : {std::pair(Guard::kStrict, Draining::kEarliest), {Guard::kFree, Draining::kEarliest},
                                   {Guard::kStrict, Draining::kLatest}, {Guard::kFree, Draining::kLatest}})
      for (size_t i = 0; i < seeds.size(); ++i) {
        tryOut({seeds[i]}, guard, draining);
        for (size_t j = i + 1; j < seeds.size(); ++j)
          if (program().at(seeds[i]).thread != program().at(seeds[j]).thread)
            tryOut({seeds[i], seeds[j]}, guard, draining);
      }
    std::vector<Finding> findings;
    for (Certainty certainty : {Certainty::kPredicted, Certainty::kCandidate})
      for (auto &[core, finding] : found_)
        if (finding.certainty == certainty)
          findings.push_back(std::move(finding));
    return findings;
  }

private:
  /// A core: for each of its threads where it waits and for what.
  using Core = std::set<std::tuple<uint32_t, Op, uint32_t>>;

  const RunProgram &runProgram() const { return describer_.run(); }
  const Program &program() const { return runProgram().program(); }

  /// Only where something else than a lock is waited for, and where nothing has hung already.
  bool isWorthIt() const {
    const trace::Trace &trace = describer_.trace();
    if (!trace.deadlocks.empty() || trace.account.events > kMostEvents || trace.threads.size() > kMostThreads)
      return false;
    bool has_messages = llvm::any_of(trace.objects, [](const auto &entry) {
      return entry.second.kind == format::ObjectKind::kChannel || entry.second.kind == format::ObjectKind::kWaitGroup ||
             entry.second.kind == format::ObjectKind::kSemaphore;
    });
    bool has_locks = llvm::any_of(trace.objects, [](const auto &entry) {
      return entry.second.kind == format::ObjectKind::kMutex || entry.second.kind == format::ObjectKind::kRwLock;
    });
    return has_messages || (has_locks && joinsUnderLock());
  }

  bool joinsUnderLock() const {
    for (const auto &[thread, events] : describer_.trace().events) {
      int held = 0;
      for (const trace::Event &entry : events) {
        auto kind = format::EventKind(entry.event.kind);
        held += kind == format::EventKind::kMutexOk || kind == format::EventKind::kRwOk;
        held -= kind == format::EventKind::kMutexRelease || kind == format::EventKind::kRwRelease;
        if (kind == format::EventKind::kJoinOk && held > 0)
          return true;
      }
    }
    return false;
  }

  void tryOut(const std::vector<Position> &frozen, Guard guard, Draining draining) {
    if (work_ == 0)
      return;
    predict::Stuck stuck = predict::freezeAndDrain(program(), frozen, guard, draining, work_);
    if (!stuck.is_reached || !mainIsStuck(stuck) || somebodyElseMayHelp(stuck))
      return;
    std::vector<predict::StuckThread> core = coreOf(stuck);
    bool has_more_than_locks =
        llvm::any_of(core, [&](const predict::StuckThread &one) { return program().at(one.event).op != Op::kAcquire; });
    if (core.empty() || !has_more_than_locks)
      return; // lock_order.cpp tells of those
    Core key;
    for (const predict::StuckThread &one : core) {
      const predict::Event &event = program().at(one.event);
      key.emplace(runProgram().event(one.event).site, event.op, event.object);
    }
    bool is_certain = stuck.is_strict && runProgram().isWhole() && keepsOtherLocks(stuck, core) && !hasChoice(stuck);
    auto known = found_.find(key);
    if (known != found_.end() && (known->second.certainty == Certainty::kPredicted || !is_certain))
      return;
    found_[key] = describe(stuck, core, is_certain);
  }

  /// When the main thread ends so does the program, and nobody is stuck in it.
  bool mainIsStuck(const predict::Stuck &stuck) const {
    return llvm::any_of(stuck.threads, [&](const predict::StuckThread &one) {
      return runProgram().thread(one.thread) == trace::ThreadId(0);
    });
  }

  /// A thread that had not ended when the log did could do again what it has done, and free somebody.
  bool somebodyElseMayHelp(const predict::Stuck &stuck) const {
    for (uint32_t thread = 0; thread < program().threadCount(); ++thread) {
      bool is_stuck = llvm::any_of(stuck.threads, [&](const predict::StuckThread &one) { return one.thread == thread; });
      std::span<const Position> events = program().thread(thread);
      if (is_stuck || events.empty())
        continue;
      bool has_ended = format::EventKind(runProgram().event(events.back()).kind) == format::EventKind::kThreadEnd;
      if (!has_ended && llvm::any_of(events, [&](Position event) {
            return llvm::any_of(stuck.threads, [&](const predict::StuckThread &one) {
              return couldFree(program().at(event), program().at(one.event));
            });
          }))
        return true;
    }
    return false;
  }

  /// Who among the stuck could free whom, if it could go on.
  std::vector<uint32_t> couldFreeWho(const predict::StuckThread &waiter, const predict::Stuck &stuck) const {
    const predict::Event &wait = program().at(waiter.event);
    std::vector<uint32_t> who;
    for (const predict::StuckThread &other : stuck.threads) {
      if (other.thread == waiter.thread)
        continue;
      bool could = wait.op == Op::kJoin && wait.object == other.thread;
      std::span<const Position> events = program().thread(other.thread);
      size_t next = program().at(other.event).index;
      for (size_t i = next; i < events.size() && !could; ++i) {
        const predict::Event &event = program().at(events[i]);
        // A lock is freed by who has it now.
        bool is_held = event.op != Op::kRelease || (event.partner != kNowhere && program().at(event.partner).index < next);
        could = is_held && couldFree(event, wait);
      }
      if (could)
        who.push_back(other.thread);
    }
    return who;
  }

  /// The smallest closed group: from a thread on, everybody who could free somebody in it. The first of the smallest.
  std::vector<predict::StuckThread> coreOf(const predict::Stuck &stuck) const {
    std::map<uint32_t, predict::StuckThread> all;
    for (const predict::StuckThread &one : stuck.threads)
      all[one.thread] = one;
    std::vector<predict::StuckThread> best;
    for (const predict::StuckThread &first : stuck.threads) {
      std::vector<predict::StuckThread> group = {first};
      std::set<uint32_t> seen = {first.thread};
      for (size_t i = 0; i < group.size(); ++i)
        for (uint32_t other : couldFreeWho(group[i], stuck))
          if (seen.insert(other).second)
            group.push_back(all[other]);
      if (best.empty() || group.size() < best.size())
        best = group;
    }
    llvm::sort(best, [](const auto &a, const auto &b) { return a.thread < b.thread; });
    return best;
  }

  /// Each section of a lock that has no part in the deadlock comes after those that it came after in the run.
  bool keepsOtherLocks(const predict::Stuck &stuck, const std::vector<predict::StuckThread> &core) const {
    std::set<uint32_t> own;
    for (const predict::StuckThread &one : core)
      if (program().at(one.event).op == Op::kAcquire)
        own.insert(program().at(one.event).object);
    std::set<Position> seen;
    for (Position at : stuck.witness) {
      const predict::Event &event = program().at(at);
      if (event.op == Op::kAcquire && !own.count(event.object))
        for (Position release : program().sectionsBefore(at))
          if (!seen.count(release))
            return false;
      if (event.op == Op::kRelease)
        seen.insert(at);
    }
    return true;
  }

  bool hasChoice(const predict::Stuck &stuck) const {
    return llvm::any_of(stuck.witness, [&](Position at) {
      return program().at(at).is_choice || program().at(at).is_try || program().at(at).is_timed;
    });
  }

  Finding describe(const predict::Stuck &stuck, const std::vector<predict::StuckThread> &core, bool is_certain) {
    Finding finding;
    finding.kind = llvm::any_of(core, [&](const auto &one) {
                     const predict::Event &event = program().at(one.event);
                     return isMessage(event.op) || event.op == Op::kAwaitZero;
                   })
                       ? findings::Kind::kChannelCycle
                       : findings::Kind::kLockOrderInversion;
    finding.certainty = is_certain ? Certainty::kPredicted : Certainty::kCandidate;
    // A server that is given another request than in the run answers another client: what follows is guesswork.
    finding.severity = is_certain ? Severity::kError : Severity::kNote;
    for (const predict::StuckThread &one : core)
      describer_.addThread(finding, uint32_t(runProgram().thread(one.thread)));
    for (const predict::StuckThread &one : core)
      describeWait(stuck, one, finding);
    for (const findings::Wait &wait : finding.waits)
      if (!finding.object || finding.object->kind == findings::ObjectKind::kLock ||
          finding.object->kind == findings::ObjectKind::kThread)
        finding.object = wait.cases[0].object;
    describeSchedule(stuck, core, finding);
    describeTopology(core, finding);
    finding.message = messageOf(finding, is_certain);
    explain(finding, stuck, is_certain);
    return finding;
  }

  findings::Object objectOf(const predict::Event &event) { return analysis::objectOf(describer_, event); }

  void describeWait(const predict::Stuck &stuck, const predict::StuckThread &one, Finding &finding) {
    const predict::Event &event = program().at(one.event);
    findings::Wait wait;
    wait.thread = uint32_t(runProgram().thread(one.thread));
    wait.operation = operationName(event);
    wait.cases.push_back({wait.operation, objectOf(event), false});
    const format::Event &source = runProgram().event(one.event);
    wait.stack = describer_.call(source.site, source.stack);
    for (Position at : heldAt(program(), event))
      wait.held.push_back({objectOf(program().at(at)), program().at(at).is_shared,
                           describer_.call(runProgram().event(at).site, runProgram().event(at).stack)});
    for (uint32_t other : couldFreeWho(one, stuck))
      wait.could_be_woken_by.push_back(uint32_t(runProgram().thread(other)));
    finding.waits.push_back(std::move(wait));
  }

  /// What the threads of the core do on the way with the objects that they wait for or hold: the last few steps.
  void describeSchedule(const predict::Stuck &stuck, const std::vector<predict::StuckThread> &core, Finding &finding) {
    std::set<uint32_t> threads, objects;
    for (const predict::StuckThread &one : core) {
      threads.insert(one.thread);
      if (program().at(one.event).op != Op::kJoin)
        objects.insert(program().at(one.event).object);
    }
    for (Position at : llvm::reverse(stuck.witness)) {
      const predict::Event &event = program().at(at);
      bool is_on_object = event.op != Op::kLocal && event.op != Op::kFork && event.op != Op::kJoin;
      if (!threads.count(event.thread) || !is_on_object || !objects.count(event.object) || !*operationName(event))
        continue;
      const format::Event &source = runProgram().event(at);
      finding.schedule.insert(finding.schedule.begin(),
                              {uint32_t(runProgram().thread(event.thread)), operationName(event), objectOf(event),
                               describer_.call(source.site, source.stack)});
      if (finding.schedule.size() == kMostSchedule)
        break;
    }
  }

  /// Everybody who sends on, receives from or closes a channel that the core waits for.
  void describeTopology(const std::vector<predict::StuckThread> &core, Finding &finding) {
    std::set<uint32_t> channels;
    for (const predict::StuckThread &one : core)
      if (isMessage(program().at(one.event).op))
        channels.insert(program().at(one.event).object);
    std::set<std::tuple<uint32_t, std::string, uint32_t>> seen;
    for (uint32_t thread = 0; thread < program().threadCount(); ++thread)
      for (Position at : program().thread(thread)) {
        const predict::Event &event = program().at(at);
        bool is_use = isMessage(event.op) || event.op == Op::kClose;
        if (!is_use || !channels.count(event.object) || !seen.emplace(thread, operationName(event), event.object).second)
          continue;
        const format::Event &source = runProgram().event(at);
        finding.topology.push_back({uint32_t(runProgram().thread(thread)), operationName(event), objectOf(event),
                                    describer_.call(source.site, source.stack)});
        describer_.addThread(finding, finding.topology.back().thread);
      }
  }

  std::string messageOf(const Finding &finding, bool is_certain) {
    std::string message;
    for (const findings::Wait &wait : finding.waits) {
      message += (message.empty() ? "" : "; ") + findings::threadPhrase(finding, wait.thread) + " waits in " +
                 findings::placeName(wait.stack) + " for " + wait.operation + " on " +
                 findings::objectPhrase(wait.cases[0].object);
      if (!wait.held.empty())
        message += " while it holds " + findings::locksPhrase(wait.held);
    }
    return message + (is_certain ? ": another order of the same events ends there, and nobody can go on"
                                 : ": another order of the same events may end there");
  }

  void explain(Finding &finding, const predict::Stuck &stuck, bool is_certain) {
    for (const findings::Wait &wait : finding.waits) {
      std::string who = findings::threadPhrase(finding, wait.thread) + " (" + wait.operation + " on " +
                        findings::objectPhrase(wait.cases[0].object) + ")";
      if (wait.could_be_woken_by.empty()) {
        finding.why.push_back(who + " could be freed by nobody: what would match it has been used up or never comes");
        continue;
      }
      who += " could be freed by ";
      for (size_t i = 0; i < wait.could_be_woken_by.size(); ++i)
        who += (i ? ", " : "") + findings::threadPhrase(finding, wait.could_be_woken_by[i]);
      finding.why.push_back(who + (wait.could_be_woken_by.size() == 1 ? ", which waits itself" : ", which all wait themselves"));
    }
    if (stuck.threads.size() > finding.waits.size())
      finding.why.push_back(findings::counted(stuck.threads.size() - finding.waits.size(), "other thread") +
                            " would then wait as well");
    if (!is_certain)
      finding.why.push_back("not certain: on the way there a thread gets another message, or finds a lock's data, otherwise "
                            "than in this run");
  }

  Describer &describer_;
  uint64_t work_ = 0;
  std::map<Core, Finding> found_;
};

} // namespace

std::vector<Finding> findChannelCycles(Describer &describer) {
  std::vector<Finding> found = Cycles(describer).run();
  for (Finding &note : locksHeldOverWaits(describer, found))
    found.push_back(std::move(note));
  return found;
}

} // namespace gordian::analysis
