#include "predict/program.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>

namespace gordian::predict {

Position Program::add(Event event) {
  if (event.thread >= threads_.size())
    threads_.resize(event.thread + 1);
  bool has_object = event.op != Op::kLocal && event.op != Op::kFork && event.op != Op::kJoin;
  if (has_object && event.object >= objects_.size())
    objects_.resize(event.object + 1);
  Position position = Position(events_.size());
  event.index = uint32_t(threads_[event.thread].size());
  threads_[event.thread].push_back(position);
  events_.push_back(event);
  return position;
}

void Program::addNeed(Position event, Position needed, bool is_by_data) {
  (is_by_data ? data_ : needs_).add(event, needed);
}

void Program::addConflict(Position earlier, Position later) { conflicts_.add(later, earlier); }

Object &Program::object(uint32_t number) {
  if (number >= objects_.size())
    objects_.resize(number + 1);
  return objects_[number];
}

void Program::finish() {
  matchLocks();
  orderChannels();
  orderThreads();
  orderCounters();
  orderConditions();
  orderMeetings();
  needs_.build(events_.size());
  data_.build(events_.size());
  conflicts_.build(events_.size());
  sections_.build(events_.size());
}

void Program::Relation::build(size_t count) {
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
  begins_.assign(count + 1, 0);
  targets_.reserve(pairs_.size());
  for (auto [from, to] : pairs_) {
    ++begins_[from + 1];
    targets_.push_back(to);
  }
  for (size_t i = 0; i < count; ++i)
    begins_[i + 1] += begins_[i];
  pairs_ = {};
}

void Program::matchLocks() {
  struct Holders {
    Position writer = kNowhere;
    std::vector<Position> readers;
    Position last_release = kNowhere;        // of a writer
    std::vector<Position> reader_releases;   // since then
  };
  std::unordered_map<uint32_t, Holders> holders;
  for (Position at = 0; at < events_.size(); ++at) {
    Event &event = events_[at];
    if (event.op == Op::kAcquire) {
      Holders &held = holders[event.object];
      auto follow = [&](Position release) {
        if (release != kNowhere && events_[release].thread != event.thread)
          sections_.add(at, release);
      };
      follow(held.last_release);
      if (event.is_shared) {
        held.readers.push_back(at);
        continue;
      }
      for (Position release : held.reader_releases)
        follow(release);
      held.writer = at;
    } else if (event.op == Op::kRelease) {
      Holders &held = holders[event.object];
      // A reader gives back its own share; a writer's lock may be given back by another thread.
      auto own = std::find_if(held.readers.begin(), held.readers.end(),
                              [&](Position reader) { return events_[reader].thread == event.thread; });
      Position acquire = kNowhere;
      if (own != held.readers.end()) {
        acquire = *own;
        held.readers.erase(own);
        held.reader_releases.push_back(at);
        event.is_shared = true;
      } else {
        acquire = std::exchange(held.writer, kNowhere);
        held.last_release = at;
        held.reader_releases.clear();
        event.is_shared = false;
      }
      if (acquire == kNowhere)
        continue;
      event.partner = acquire;
      events_[acquire].partner = at;
      if (events_[acquire].thread != event.thread)
        addNeed(at, acquire);
    }
  }
}

// Go's memory model: a send before its receive, receive k before send k + C, operations of one kind in their order.
void Program::orderChannels() {
  struct State {
    std::vector<Position> sends, receives;
    Position close = kNowhere;
  };
  std::unordered_map<uint32_t, State> channels;
  for (Position at = 0; at < events_.size(); ++at) {
    Event &event = events_[at];
    if (event.op != Op::kSend && event.op != Op::kReceive && event.op != Op::kReceiveClosed && event.op != Op::kClose)
      continue;
    State &state = channels[event.object];
    size_t capacity = objects_[event.object].capacity;
    if (event.op == Op::kSend) {
      size_t k = state.sends.size();
      if (k > 0)
        addNeed(at, state.sends[k - 1]);
      if (capacity > 0 && k >= capacity && k - capacity < state.receives.size())
        addNeed(at, state.receives[k - capacity]);
      state.sends.push_back(at);
    } else if (event.op == Op::kReceive) {
      size_t k = state.receives.size();
      if (k > 0)
        addNeed(at, state.receives[k - 1]);
      state.receives.push_back(at);
      if (k >= state.sends.size())
        continue; // the send is not in the log
      Position send = state.sends[k];
      addNeed(at, send);
      if (capacity == 0)
        addNeed(send, at);
      event.partner = send;
      events_[send].partner = at;
    } else if (event.op == Op::kClose) {
      state.close = at;
    } else if (state.close != kNowhere) {
      addNeed(at, state.close);
      if (!state.receives.empty())
        addNeed(at, state.receives.back());
    }
  }
}

void Program::orderThreads() {
  std::vector<Position> fork_of(threads_.size(), kNowhere);
  for (Position at = 0; at < events_.size(); ++at) {
    const Event &event = events_[at];
    if (event.object >= threads_.size())
      continue;
    if (event.op == Op::kFork && fork_of[event.object] == kNowhere) {
      fork_of[event.object] = at;
      if (!threads_[event.object].empty() && threads_[event.object].front() > at)
        addNeed(threads_[event.object].front(), at);
    } else if (event.op == Op::kJoin && event.object != event.thread) {
      // What is behind the join in sigma is not what was joined: the log lost the order, or lies.
      const std::vector<Position> &joined = threads_[event.object];
      auto after = std::lower_bound(joined.begin(), joined.end(), at);
      if (after != joined.begin())
        addNeed(at, *std::prev(after));
    }
  }
}

// Semaphores: down j needs the post that made it possible. Wait groups: the wait needs every change before it.
void Program::orderCounters() {
  struct State {
    std::vector<Position> posts;
    size_t downs = 0;
    int64_t count = 0, lowest = 0;
    Position last_add = kNowhere;
  };
  std::unordered_map<uint32_t, State> states;
  // Where the first count is not known, it was at least what the run shows.
  for (const Event &event : events_)
    if (event.op == Op::kPost || event.op == Op::kDown) {
      objects_[event.object].is_semaphore = true;
      State &state = states[event.object];
      state.count += event.op == Op::kPost ? 1 : -1;
      state.lowest = std::min(state.lowest, state.count);
    }
  for (auto &[object, state] : states)
    if (!objects_[object].is_known)
      objects_[object].capacity = uint32_t(-state.lowest);
  for (Position at = 0; at < events_.size(); ++at) {
    const Event &event = events_[at];
    if (event.op != Op::kPost && event.op != Op::kDown && event.op != Op::kAdd && event.op != Op::kAwaitZero)
      continue;
    State &state = states[event.object];
    if (event.op == Op::kPost) {
      state.posts.push_back(at);
    } else if (event.op == Op::kDown) {
      size_t first = objects_[event.object].capacity, j = state.downs++;
      if (j >= first && j - first < state.posts.size())
        addNeed(at, state.posts[j - first]);
    } else if (event.op == Op::kAdd || event.op == Op::kAwaitZero) {
      if (state.last_add != kNowhere)
        addNeed(at, state.last_add);
      if (event.op == Op::kAdd)
        state.last_add = at;
    }
  }
}

// Which signal woke a waiter is not known: each that came while it waited may have.
void Program::orderConditions() {
  std::unordered_map<uint32_t, std::vector<Position>> signals;
  for (Position at = 0; at < events_.size(); ++at) {
    const Event &event = events_[at];
    if (event.op == Op::kSignal) {
      signals[event.object].push_back(at);
    } else if (event.op == Op::kWake) {
      // `amount` is how far back in its own thread the wait began.
      uint32_t begin = event.index - std::min<uint32_t>(event.index, uint32_t(event.amount));
      Position began = threads_[event.thread][begin];
      const std::vector<Position> &all = signals[event.object];
      constexpr ptrdiff_t kMostSignals = 64;
      for (auto signal = all.rbegin(); signal != all.rend() && *signal > began; ++signal)
        if (signal - all.rbegin() < kMostSignals)
          addNeed(at, *signal);
        else
          break;
    }
  }
}

void Program::orderMeetings() {
  struct State {
    std::unordered_map<int32_t, std::vector<Position>> arrivals;
    Position published = kNowhere;
  };
  std::unordered_map<uint32_t, State> states;
  for (Position at = 0; at < events_.size(); ++at) {
    const Event &event = events_[at];
    if (event.op != Op::kArrive && event.op != Op::kLeave && event.op != Op::kPublish && event.op != Op::kObserve)
      continue;
    State &state = states[event.object];
    if (event.op == Op::kArrive)
      state.arrivals[event.amount].push_back(at);
    else if (event.op == Op::kLeave)
      for (Position arrival : state.arrivals[event.amount])
        addNeed(at, arrival);
    else if (state.published != kNowhere)
      addNeed(at, state.published);
    if (event.op == Op::kPublish)
      state.published = at;
  }
}

} // namespace gordian::predict
