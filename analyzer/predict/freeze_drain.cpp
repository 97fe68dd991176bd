#include "predict/freeze_drain.h"

#include "predict/prefix.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace gordian::predict {

namespace {

bool canBlock(Op op) {
  switch (op) {
  case Op::kAcquire:
  case Op::kSend:
  case Op::kReceive:
  case Op::kReceiveClosed:
  case Op::kDown:
  case Op::kAwaitZero:
  case Op::kJoin:
    return true;
  default:
    return false;
  }
}

bool isStarted(const Machine &machine, uint32_t thread) {
  for (Position needed : machine.program().needs(machine.next(thread)))
    if (const Event &it = machine.program().at(needed); it.op == Op::kFork && it.index >= machine.lengths()[it.thread])
      return false;
  return true;
}

/// Runs a machine and keeps the way.
class Drain {
public:
  Drain(const Program &program, uint64_t &work) : machine_(program), work_(work) {}

  /// Runs what is in `prefix`, in the order of sigma.
  bool replay(const Prefix &prefix) {
    std::vector<Position> events;
    for (uint32_t thread = 0; thread < prefix.lengths().size(); ++thread)
      for (uint32_t i = 0; i < prefix.lengths()[thread]; ++i)
        events.push_back(machine_.program().thread(thread)[i]);
    std::sort(events.begin(), events.end());
    for (Position event : events) {
      uint32_t thread = machine_.program().at(event).thread;
      Move move;
      if (machine_.next(thread) != event)
        continue; // a receive that its send has taken along
      if (work_ == 0 || !machine_.moveOf(thread, Guard::kStrict, move))
        return false;
      make(move);
    }
    return true;
  }

  /// Runs all threads but the frozen ones, and those when nobody else can: until nothing moves.
  bool rest(const std::vector<uint32_t> &frozen, Guard guard, Draining draining) {
    std::vector<bool> is_frozen(machine_.lengths().size());
    for (uint32_t thread : frozen)
      is_frozen[thread] = true;
    while (step(is_frozen, guard, draining))
      if (work_ == 0)
        return false;
    return true;
  }

  const Machine &machine() const { return machine_; }
  std::vector<Position> takeWay() { return std::move(way_); }
  bool isStrict() const { return is_strict_; }

private:
  void make(const Move &move) {
    Position event = machine_.next(move.thread);
    const Event &it = machine_.program().at(event);
    way_.push_back(event);
    if (move.partner != ~0u) {
      Position received = machine_.next(move.partner);
      way_.push_back(received);
      is_strict_ &= it.partner == received;
    } else if (it.op == Op::kReceive) {
      Move strict;
      is_strict_ &= machine_.moveOf(move.thread, Guard::kStrict, strict);
    }
    machine_.make(move);
    work_ -= std::min<uint64_t>(work_, machine_.lengths().size());
  }

  /// One move: of those who are not frozen the one that is first (or last) in sigma, else of the frozen.
  bool step(const std::vector<bool> &is_frozen, Guard guard, Draining draining) {
    Move best, move;
    std::pair<bool, Position> first = {true, kNowhere};
    for (uint32_t thread = 0; thread < machine_.lengths().size(); ++thread) {
      Position event = machine_.next(thread);
      if (event == kNowhere || !machine_.moveOf(thread, guard, move))
        continue;
      bool holds_frozen = is_frozen[move.thread] || (move.partner != ~0u && is_frozen[move.partner]);
      std::pair rank(holds_frozen, draining == Draining::kEarliest ? event : kNowhere - 1 - event);
      if (rank < first) {
        best = move;
        first = rank;
      }
    }
    if (first.second == kNowhere)
      return false;
    make(best);
    return true;
  }

  Machine machine_;
  uint64_t &work_;
  std::vector<Position> way_;
  bool is_strict_ = true;
};

} // namespace

Stuck freezeAndDrain(const Program &program, const std::vector<Position> &frozen, Guard guard, Draining draining,
                     uint64_t &work) {
  Stuck stuck;
  Prefix prefix(program, {});
  std::vector<uint32_t> threads;
  for (Position event : frozen) {
    if (!prefix.includeBefore(event))
      return stuck;
    threads.push_back(program.at(event).thread);
  }
  work -= std::min<uint64_t>(work, prefix.work() + program.objectCount() + program.threadCount());
  if (work == 0 || std::any_of(frozen.begin(), frozen.end(), [&](Position event) { return prefix.contains(event); }))
    return stuck;
  Drain drain(program, work);
  if (!drain.replay(prefix) || !drain.rest(threads, guard, draining))
    return stuck;
  const Machine &machine = drain.machine();
  for (uint32_t thread = 0; thread < program.threadCount(); ++thread) {
    if (machine.isAtEnd(thread))
      continue;
    // A thread that has not been started is neither here nor there.
    if (machine.lengths()[thread] == 0 && !isStarted(machine, thread))
      continue;
    // Somebody who could go on, if with something else than in the run, is not stuck.
    const Event &event = program.at(machine.next(thread));
    if (event.is_try || event.is_timed || !machine.isBlocked(thread))
      return Stuck();
    stuck.threads.push_back({thread, machine.next(thread)});
  }
  stuck.is_reached = !stuck.threads.empty();
  stuck.is_strict = drain.isStrict();
  stuck.witness = drain.takeWay();
  return stuck;
}

std::vector<Position> freezable(const Program &program, const std::vector<uint32_t> &place_of, size_t most) {
  std::vector<Position> found;
  std::set<std::tuple<uint32_t, Op, uint32_t, uint32_t>> seen;
  for (Position at = 0; at < program.events().size() && found.size() < most; ++at) {
    const Event &event = program.at(at);
    if (!canBlock(event.op) || event.is_try || event.is_timed)
      continue;
    uint32_t place = event.source < place_of.size() ? place_of[event.source] : event.index;
    if (seen.emplace(event.thread, event.op, event.object, place).second)
      found.push_back(at);
  }
  return found;
}

} // namespace gordian::predict
