// Locks that are held where a thread waits for another one that needs them first: a habit that will bite.
//
// The wait ended in this run. It would not have, had the other thread asked for the lock later than the waiter took it; that
// is possible as far as the order of events tells, but nobody has found a way there (channel_cycle.cpp looks for one). So
// this is a note. Waits with a time limit, and selects, which have another way out, are none.
#include "analysis/describe.h"
#include "analysis/operations.h"
#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"
#include "predict/prefix.h"

#include "llvm/ADT/STLExtras.h"

#include <set>

namespace gordian::analysis {

namespace {

using findings::Finding;
using predict::kNowhere;
using predict::Op;
using predict::Position;

// What is looked through at most: each place once, and of each wait so many events of others.
constexpr size_t kMostEvents = 200'000, kMostPlaces = 32;

class HeldOverWaits {
public:
  HeldOverWaits(Describer &describer, const std::vector<Finding> &cycles) : describer_(describer), cycles_(cycles) {}

  std::vector<Finding> run() {
    const trace::Trace &trace = describer_.trace();
    if (!trace.deadlocks.empty() || trace.account.events > kMostEvents || !mayBeThere(trace))
      return {};
    for (const predict::Event &wait : program().events())
      if (waits(wait) && found_.size() < kMostPlaces)
        look(wait);
    return std::move(found_);
  }

private:
  const predict::Program &program() { return describer_.run().program(); }
  const format::Event &sourceOf(Position at) { return describer_.run().event(at); }
  Position positionOf(const predict::Event &event) { return Position(&event - program().events().data()); }

  /// Somebody waits with a lock in hand: told by each thread's own events, before they are put in order.
  static bool mayBeThere(const trace::Trace &trace) {
    using format::EventKind;
    for (const auto &[thread, events] : trace.events) {
      int held = 0;
      for (const trace::Event &entry : events)
        switch (EventKind(entry.event.kind)) {
        case EventKind::kMutexOk:
        case EventKind::kRwOk:
          ++held;
          break;
        case EventKind::kMutexRelease:
        case EventKind::kRwRelease:
          --held;
          break;
        case EventKind::kMutexReq:
        case EventKind::kRwReq:
        case EventKind::kBlocked:
          break;
        default:
          if (held > 0)
            return true;
        }
    }
    return false;
  }

  bool waits(const predict::Event &event) {
    if (event.is_try || event.is_timed || event.is_choice)
      return false;
    switch (event.op) {
    case Op::kSend:
      return program().objectAt(event.object).capacity == 0;
    case Op::kReceive:
    case Op::kReceiveClosed:
    case Op::kAwaitZero:
    case Op::kDown:
    case Op::kJoin:
    case Op::kWake:
      return true;
    default:
      return false;
    }
  }

  void look(const predict::Event &wait) {
    std::vector<Position> held = heldAt(program(), wait);
    if (held.empty())
      return;
    const format::Event &place = sourceOf(positionOf(wait));
    if (!seen_.emplace(place.site, wait.op, wait.object).second)
      return;
    for (Position lock : held)
      for (uint32_t thread = 0; thread < program().threadCount(); ++thread)
        if (Position request = requestOf(thread, lock, wait); request != kNowhere)
          return tell(wait, lock, request);
  }

  /// Where `thread` asks for the lock that was taken at `lock`, before it does what ends the wait; kNowhere: never, or
  /// always before the waiter took it.
  Position requestOf(uint32_t thread, Position lock, const predict::Event &wait) {
    if (thread == wait.thread)
      return kNowhere;
    const predict::Event &taken = program().at(lock);
    Position request = kNowhere;
    for (Position at : program().thread(thread)) {
      const predict::Event &event = program().at(at);
      bool asks = event.op == Op::kAcquire && event.object == taken.object && !event.is_try && !event.is_timed &&
                  !(event.is_shared && taken.is_shared);
      if (asks && request == kNowhere && !mustComeBefore(at, lock))
        request = at;
      bool frees = wait.op == Op::kJoin ? wait.object == thread : couldFree(event, wait);
      if (frees && request != kNowhere && !mustComeBefore(positionOf(wait), request))
        return request;
    }
    return kNowhere;
  }

  /// In every run of the same events, whoever gets a lock first.
  bool mustComeBefore(Position earlier, Position later) {
    predict::Prefix prefix(program(), {.keeps_locks = false});
    return !prefix.includeBefore(later) || prefix.contains(earlier);
  }

  bool isTold(const findings::Wait &wait) const {
    return llvm::any_of(cycles_, [&](const Finding &cycle) {
      return llvm::any_of(cycle.waits, [&](const findings::Wait &other) {
        return other.operation == wait.operation && findings::placeName(other.stack) == findings::placeName(wait.stack);
      });
    });
  }

  void tell(const predict::Event &wait, Position lock, Position request) {
    Finding finding;
    finding.kind = findings::Kind::kLockHeldWhileBlocking;
    finding.certainty = findings::Certainty::kCandidate;
    finding.severity = findings::Severity::kNote;
    findings::Wait waiter = waitAt(positionOf(wait)), asker = waitAt(request);
    if (isTold(waiter))
      return;
    waiter.held.push_back({objectOf(describer_, program().at(lock)), program().at(lock).is_shared, stackOf(lock)});
    waiter.could_be_woken_by = {asker.thread};
    asker.could_be_woken_by = {waiter.thread};
    describer_.addThread(finding, waiter.thread);
    describer_.addThread(finding, asker.thread);
    finding.object = waiter.held[0].lock;
    std::string lock_name = findings::objectPhrase(*finding.object);
    std::string who = findings::threadPhrase(finding, asker.thread);
    finding.message = findings::threadPhrase(finding, waiter.thread) + " waits in " + findings::placeName(waiter.stack) +
                      " for " + waiter.operation + " on " + findings::objectPhrase(waiter.cases[0].object) +
                      " while it holds " + lock_name + ", which " + who + " takes before it ends such a wait";
    finding.why.push_back("had " + who + " asked for " + lock_name + " in " + findings::placeName(asker.stack) +
                          " a little later, neither could have gone on");
    finding.why.push_back("not certain: no order of this run's events was found that ends there");
    finding.waits = {std::move(waiter), std::move(asker)};
    found_.push_back(std::move(finding));
  }

  findings::Stack stackOf(Position at) { return describer_.call(sourceOf(at).site, sourceOf(at).stack); }

  findings::Wait waitAt(Position at) {
    const predict::Event &event = program().at(at);
    findings::Wait wait;
    wait.thread = uint32_t(describer_.run().thread(event.thread));
    wait.operation = operationName(event);
    wait.cases.push_back({wait.operation, objectOf(describer_, event), false});
    wait.stack = stackOf(at);
    return wait;
  }

  Describer &describer_;
  const std::vector<Finding> &cycles_;
  std::set<std::tuple<uint32_t, Op, uint32_t>> seen_;
  std::vector<Finding> found_;
};

} // namespace

std::vector<Finding> locksHeldOverWaits(Describer &describer, const std::vector<Finding> &cycles) {
  return HeldOverWaits(describer, cycles).run();
}

} // namespace gordian::analysis
