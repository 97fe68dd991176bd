#include "testing/random_program.h"

#include <algorithm>
#include <unordered_set>

namespace gordian::testing {

using namespace predict;

Script randomScript(std::mt19937 &random, const RandomShape &shape, std::vector<uint32_t> &capacities) {
  auto below = [&](uint32_t n) { return n ? uint32_t(random() % n) : 0; };
  capacities.clear();
  for (uint32_t channel = 0; channel < shape.channels; ++channel)
    capacities.push_back(below(3));
  Script script(shape.threads);
  for (uint32_t thread = 0; thread < shape.threads; ++thread) {
    std::vector<uint32_t> held;
    auto add = [&](Op op, uint32_t object) {
      Event event;
      event.op = op;
      event.thread = thread;
      event.object = object;
      script[thread].push_back(event);
    };
    while (script[thread].size() + held.size() < shape.operations) {
      uint32_t kind = below(10);
      if (shape.channels && kind < 5) {
        add(below(2) ? Op::kSend : Op::kReceive, shape.locks + below(shape.channels));
      } else if (!held.empty() && kind < 7) {
        add(Op::kRelease, held.back());
        held.pop_back();
      } else if (shape.locks) {
        uint32_t lock = below(shape.locks);
        if (std::find(held.begin(), held.end(), lock) != held.end())
          continue;
        add(Op::kAcquire, lock);
        held.push_back(lock);
      }
    }
    for (; !held.empty(); held.pop_back())
      add(Op::kRelease, held.back());
  }
  return script;
}

Program programOf(const Script &script, const RandomShape &shape, const std::vector<uint32_t> &capacities) {
  Program program;
  for (const std::vector<Event> &thread : script)
    for (const Event &event : thread)
      program.add(event);
  for (uint32_t channel = 0; channel < capacities.size(); ++channel)
    program.object(shape.locks + channel).capacity = capacities[channel];
  program.finish();
  return program;
}

std::optional<Program> randomRun(std::mt19937 &random, const Program &program) {
  Machine machine(program);
  Program run;
  for (uint32_t object = 0; object < program.objectCount(); ++object)
    run.object(object) = program.objectAt(object);
  for (;;) {
    std::vector<Move> moves;
    bool is_over = true;
    for (uint32_t thread = 0; thread < program.threadCount(); ++thread) {
      Move move;
      is_over &= machine.isAtEnd(thread);
      if (machine.moveOf(thread, Guard::kFree, move))
        moves.push_back(move);
    }
    if (moves.empty()) {
      if (!is_over)
        return std::nullopt;
      run.finish();
      return run;
    }
    Move move = moves[random() % moves.size()];
    auto note = [&](uint32_t thread) {
      Event event = program.at(machine.next(thread));
      event.partner = kNowhere;
      run.add(event);
    };
    note(move.thread);
    if (move.partner != ~0u)
      note(move.partner);
    machine.make(move);
  }
}

Reachable explore(const Program &program, size_t most_states) {
  Reachable reachable;
  std::unordered_set<std::string> seen;
  std::vector<Machine> todo;
  auto visit = [&](Machine machine) {
    if (!seen.insert(machine.key()).second)
      return;
    reachable.lengths.insert(machine.lengths());
    todo.push_back(std::move(machine));
  };
  visit(Machine(program));
  while (!todo.empty()) {
    if (seen.size() > most_states) {
      reachable.is_whole = false;
      break;
    }
    Machine machine = std::move(todo.back());
    todo.pop_back();
    bool is_over = true, is_stuck = true;
    for (uint32_t thread = 0; thread < program.threadCount(); ++thread) {
      Move move;
      is_over &= machine.isAtEnd(thread);
      if (!machine.moveOf(thread, Guard::kFree, move))
        continue;
      is_stuck = false;
      Machine next = machine;
      next.make(move);
      visit(std::move(next));
    }
    if (is_stuck && !is_over)
      reachable.deadlocks.insert(machine.lengths());
  }
  return reachable;
}

} // namespace gordian::testing
