#include "predict/machine.h"

#include <algorithm>

namespace gordian::predict {

Machine::Machine(const Program &program)
    : program_(&program), lengths_(program.threadCount()), states_(program.objectCount()) {
  // Semaphores start with what they were given; of other objects `capacity` is no count.
  for (uint32_t object = 0; object < states_.size(); ++object)
    if (program.objectAt(object).is_semaphore)
      states_[object].count = program.objectAt(object).capacity;
}

bool Machine::hasNeeds(Position event) const {
  auto isThere = [&](Position needed) { return isPast(needed); };
  std::span<const Position> by_data = program_->needsByData(event);
  if (!std::all_of(by_data.begin(), by_data.end(), isThere))
    return false;
  // What the state of an object says need not be asked twice, and other partners than those of the run are welcome.
  switch (program_->at(event).op) {
  case Op::kSend:
  case Op::kReceive:
  case Op::kReceiveClosed:
  case Op::kDown:
  case Op::kAdd:
  case Op::kAwaitZero:
  case Op::kRelease:
    break;
  default: {
    std::span<const Position> needs = program_->needs(event);
    if (!std::all_of(needs.begin(), needs.end(), isThere))
      return false;
  }
  }
  // A thread begins when it has been started, whatever it does first.
  if (program_->at(event).index == 0)
    for (Position needed : program_->needs(event))
      if (program_->at(needed).op == Op::kFork && !isPast(needed))
        return false;
  return true;
}

bool Machine::isPossible(Position event, Guard guard) const {
  const Event &it = program_->at(event);
  switch (it.op) {
  case Op::kAcquire: {
    const State &lock = states_[it.object];
    return lock.writers == 0 && (it.is_shared || lock.readers == 0);
  }
  case Op::kSend: {
    const State &channel = states_[it.object];
    return !channel.is_closed && channel.buffer.size() < program_->objectAt(it.object).capacity;
  }
  case Op::kReceive: {
    const State &channel = states_[it.object];
    return !channel.buffer.empty() && (guard == Guard::kFree || channel.buffer.front() == it.partner);
  }
  case Op::kReceiveClosed:
    return states_[it.object].is_closed && states_[it.object].buffer.empty();
  case Op::kDown:
    return states_[it.object].count > 0;
  case Op::kAwaitZero:
    return states_[it.object].count == 0;
  case Op::kJoin:
    return it.object < lengths_.size() && isAtEnd(it.object);
  default:
    return true;
  }
}

bool Machine::findPartner(uint32_t thread, Guard guard, Move &move) const {
  Position mine = next(thread);
  const Event &it = program_->at(mine);
  if (states_[it.object].is_closed)
    return false;
  Op wanted = it.op == Op::kSend ? Op::kReceive : Op::kSend;
  for (uint32_t other = 0; other < lengths_.size(); ++other) {
    Position theirs = other == thread ? kNowhere : next(other);
    if (theirs == kNowhere)
      continue;
    const Event &that = program_->at(theirs);
    if (that.op != wanted || that.object != it.object || !hasNeeds(theirs))
      continue;
    if (guard == Guard::kStrict && it.partner != theirs)
      continue;
    move = it.op == Op::kSend ? Move{thread, other} : Move{other, thread};
    return true;
  }
  return false;
}

bool Machine::moveOf(uint32_t thread, Guard guard, Move &move) const {
  Position event = next(thread);
  if (event == kNowhere || !hasNeeds(event))
    return false;
  const Event &it = program_->at(event);
  bool is_meeting = (it.op == Op::kSend || it.op == Op::kReceive) && program_->objectAt(it.object).capacity == 0;
  if (is_meeting)
    return findPartner(thread, guard, move);
  move = {thread, ~0u};
  return isPossible(event, guard);
}

bool Machine::isBlocked(uint32_t thread) const {
  Position event = next(thread);
  if (event == kNowhere || program_->at(event).is_choice)
    return false; // of a select's other cases nothing is known
  auto isThere = [&](Position needed) { return isPast(needed); };
  std::span<const Position> by_data = program_->needsByData(event);
  if (!std::all_of(by_data.begin(), by_data.end(), isThere))
    return false;
  const Event &it = program_->at(event);
  auto meets = [&](auto wants) {
    for (uint32_t other = 0; other < lengths_.size(); ++other)
      if (Position theirs = other == thread ? kNowhere : next(other); theirs != kNowhere)
        if (program_->at(theirs).object == it.object && wants(program_->at(theirs).op))
          return true;
    return false;
  };
  switch (it.op) {
  case Op::kSend: // a send on a closed channel throws
    return !states_[it.object].is_closed && states_[it.object].buffer.size() >= program_->objectAt(it.object).capacity &&
           !meets([](Op op) { return op == Op::kReceive || op == Op::kReceiveClosed; });
  case Op::kReceive:
  case Op::kReceiveClosed:
    return !states_[it.object].is_closed && states_[it.object].buffer.empty() &&
           !meets([](Op op) { return op == Op::kSend; });
  case Op::kDown:
    return program_->objectAt(it.object).is_known && !isPossible(event, Guard::kFree);
  case Op::kAcquire:
  case Op::kAwaitZero:
  case Op::kJoin:
    return !isPossible(event, Guard::kFree);
  case Op::kWake:
  case Op::kLeave:
    return !hasNeeds(event);
  default:
    return false;
  }
}

void Machine::make(const Move &move) {
  pass(move.thread);
  if (move.partner != ~0u)
    pass(move.partner);
}

void Machine::pass(uint32_t thread) {
  Position event = next(thread);
  const Event &it = program_->at(event);
  ++lengths_[thread];
  if (it.op == Op::kLocal || it.op == Op::kFork || it.op == Op::kJoin)
    return;
  State &state = states_[it.object];
  bool is_buffered = program_->objectAt(it.object).capacity > 0;
  switch (it.op) {
  case Op::kAcquire:
    ++(it.is_shared ? state.readers : state.writers);
    break;
  case Op::kRelease:
    if (uint32_t &holders = it.is_shared ? state.readers : state.writers)
      --holders;
    break;
  case Op::kSend:
    if (is_buffered)
      state.buffer.push_back(event);
    break;
  case Op::kReceive:
    if (is_buffered && !state.buffer.empty())
      state.buffer.pop_front();
    break;
  case Op::kClose:
    state.is_closed = true;
    break;
  case Op::kPost:
    ++state.count;
    break;
  case Op::kDown:
    --state.count;
    break;
  case Op::kAdd:
    state.count += it.amount;
    break;
  default:
    break;
  }
}

std::string Machine::key() const {
  std::string key;
  auto put = [&](uint32_t number) { key.append(reinterpret_cast<const char *>(&number), sizeof number); };
  for (uint32_t length : lengths_)
    put(length);
  for (const State &state : states_)
    if (!state.buffer.empty()) {
      put(~0u);
      for (Position message : state.buffer)
        put(message);
    }
  return key;
}

} // namespace gordian::predict
