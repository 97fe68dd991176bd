#include "predict/lock_deadlock.h"

#include <algorithm>
#include <queue>

namespace gordian::predict {

namespace {

/// Walks through the groups with one cursor each. `add(i, request)` takes what precedes that request into the prefix.
/// True when no request under a cursor is in the prefix; then the cursors say which these are.
template <class Add>
bool advance(const Prefix &prefix, const std::vector<Requests> &groups, std::vector<size_t> &cursors, Add add) {
  std::vector<bool> is_new(groups.size(), true);
  for (;;) {
    for (size_t i = 0; i < groups.size(); ++i)
      if (is_new[i] && !add(i))
        return false;
    bool is_stable = true;
    for (size_t i = 0; i < groups.size(); ++i) {
      is_new[i] = false;
      while (cursors[i] < groups[i].size() && prefix.contains(groups[i][cursors[i]])) {
        ++cursors[i];
        is_new[i] = true;
        is_stable = false;
      }
      if (cursors[i] == groups[i].size())
        return false;
    }
    if (is_stable)
      return true;
  }
}

std::vector<Position> under(const std::vector<Requests> &groups, const std::vector<size_t> &cursors) {
  std::vector<Position> requests;
  for (size_t i = 0; i < groups.size(); ++i)
    requests.push_back(groups[i][cursors[i]]);
  return requests;
}

/// The events of the prefix in the order of sigma.
std::vector<Position> inOrder(const Program &program, const Prefix &prefix) {
  std::vector<Position> events;
  for (uint32_t thread = 0; thread < program.threadCount(); ++thread)
    for (uint32_t i = 0; i < prefix.lengths()[thread]; ++i)
      events.push_back(program.thread(thread)[i]);
  std::sort(events.begin(), events.end());
  return events;
}

void spend(uint64_t &work, uint64_t spent) { work -= std::min(work, spent); }

/// The acquires in the prefix whose releases are not in it.
std::vector<Position> openAcquires(const Program &program, const Prefix &prefix) {
  std::vector<Position> open;
  for (uint32_t thread = 0; thread < program.threadCount(); ++thread)
    for (uint32_t i = 0; i < prefix.lengths()[thread]; ++i) {
      Position at = program.thread(thread)[i];
      const Event &event = program.at(at);
      if (event.op == Op::kAcquire && (event.partner == kNowhere || !prefix.contains(event.partner)))
        open.push_back(at);
    }
  return open;
}

bool haveConflict(const Program &program, const std::vector<Position> &open) {
  for (size_t i = 0; i < open.size(); ++i)
    for (size_t j = i + 1; j < open.size(); ++j) {
      const Event &a = program.at(open[i]), &b = program.at(open[j]);
      if (a.object == b.object && !(a.is_shared && b.is_shared))
        return true;
    }
  return false;
}

/// Orders the events of `prefix`, whose `open` acquires come after all other sections of their locks; empty if there is no
/// such order.
std::vector<Position> reordered(const Program &program, const Prefix &prefix, const std::vector<Position> &open) {
  std::vector<Position> events = inOrder(program, prefix);
  std::unordered_map<Position, uint32_t> rank;
  for (uint32_t i = 0; i < events.size(); ++i)
    rank[events[i]] = i;
  std::vector<std::vector<uint32_t>> followers(events.size());
  std::vector<uint32_t> waits_for(events.size());
  auto order = [&](Position before, Position after) {
    auto a = rank.find(before), b = rank.find(after);
    if (a == rank.end() || b == rank.end())
      return;
    followers[a->second].push_back(b->second);
    ++waits_for[b->second];
  };
  struct Sections {
    Position writer_release = kNowhere;           // of the last closed section for writing
    std::vector<Position> reader_releases;        // of closed ones for reading after that
    std::vector<Position> all_writers, all_readers; // releases of all closed ones
  };
  std::unordered_map<uint32_t, Sections> locks;
  std::vector<Position> sorted_open = open;
  std::sort(sorted_open.begin(), sorted_open.end());
  for (Position at : events) {
    const Event &event = program.at(at);
    // A message without buffer passes in one moment: what precedes the receive precedes the send as well, and what
    // follows the send follows the receive.
    bool is_meeting = event.op == Op::kSend && event.partner != kNowhere && program.objectAt(event.object).capacity == 0;
    if (Position before = program.before(at); before != kNowhere) {
      order(before, at);
      const Event &earlier = program.at(before);
      if (earlier.op == Op::kSend && earlier.partner != kNowhere && program.objectAt(earlier.object).capacity == 0)
        order(earlier.partner, at);
    }
    if (is_meeting)
      if (Position before = program.before(event.partner); before != kNowhere)
        order(before, at);
    for (Position needed : program.needs(at))
      if (!is_meeting || needed != event.partner)
        order(needed, at);
    for (Position needed : program.needsByData(at))
      order(needed, at);
    for (Position earlier : program.conflictsBefore(at))
      order(earlier, at);
    if (event.op != Op::kAcquire || std::binary_search(sorted_open.begin(), sorted_open.end(), at))
      continue;
    Sections &sections = locks[event.object];
    if (sections.writer_release != kNowhere)
      order(sections.writer_release, at);
    if (event.is_shared) {
      sections.reader_releases.push_back(event.partner);
      sections.all_readers.push_back(event.partner);
    } else {
      for (Position release : std::exchange(sections.reader_releases, {}))
        order(release, at);
      sections.writer_release = event.partner;
      sections.all_writers.push_back(event.partner);
    }
  }
  for (Position at : open) {
    const Event &event = program.at(at);
    const Sections &sections = locks[event.object];
    for (Position release : sections.all_writers)
      order(release, at);
    if (!event.is_shared)
      for (Position release : sections.all_readers)
        order(release, at);
  }
  std::vector<Position> result;
  std::priority_queue<uint32_t, std::vector<uint32_t>, std::greater<>> ready;
  for (uint32_t i = 0; i < events.size(); ++i)
    if (waits_for[i] == 0)
      ready.push(i);
  while (!ready.empty()) {
    uint32_t next = ready.top();
    ready.pop();
    result.push_back(events[next]);
    for (uint32_t follower : followers[next])
      if (--waits_for[follower] == 0)
        ready.push(follower);
  }
  return result.size() == events.size() ? result : std::vector<Position>();
}

} // namespace

bool isSyncPreservingDeadlock(const Program &program, const std::vector<Requests> &groups, uint64_t &work,
                              LockDeadlock &found, const std::vector<uint32_t> *free_locks) {
  Prefix prefix(program, {.keeps_other_locks = free_locks != nullptr, .free_locks = free_locks});
  std::vector<size_t> cursors(groups.size());
  bool is_reached = advance(prefix, groups, cursors, [&](size_t i) {
    return prefix.work() <= work && prefix.includeBefore(groups[i][cursors[i]]);
  });
  spend(work, prefix.work());
  if (!is_reached)
    return false;
  found.answer = LockDeadlock::Answer::kReachable;
  found.requests = under(groups, cursors);
  found.witness = inOrder(program, prefix);
  return true;
}

bool isReversedDeadlock(const Program &program, const std::vector<Position> &requests, uint64_t &work,
                        LockDeadlock &found, const std::vector<uint32_t> *free_locks) {
  Prefix prefix(program, {.keeps_locks = false, .keeps_other_locks = free_locks != nullptr, .free_locks = free_locks});
  auto holdsRequest = [&](const Prefix &it) {
    return std::any_of(requests.begin(), requests.end(), [&](Position request) { return it.contains(request); });
  };
  for (Position request : requests)
    if (!prefix.includeBefore(request))
      return false;
  if (holdsRequest(prefix))
    return false;
  std::vector<Position> open;
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    open.clear();
    for (Position acquire : openAcquires(program, prefix)) {
      Position release = program.at(acquire).partner;
      if (release != kNowhere && prefix.contains(release))
        continue; // closed on the way of this round
      Prefix closed = prefix;
      bool can_close = release != kNowhere && closed.include(release) && !holdsRequest(closed);
      spend(work, closed.work() - prefix.work() + 1);
      if (work == 0)
        return false;
      if (can_close) {
        prefix = std::move(closed);
        has_grown = true;
      } else {
        open.push_back(acquire);
      }
    }
  }
  if (haveConflict(program, open))
    return false;
  spend(work, prefix.work());
  std::vector<Position> witness = reordered(program, prefix, open);
  bool is_empty = std::all_of(prefix.lengths().begin(), prefix.lengths().end(), [](uint32_t it) { return it == 0; });
  if (witness.empty() && !is_empty)
    return false;
  found.answer = LockDeadlock::Answer::kReachable;
  found.requests = requests;
  found.witness = std::move(witness);
  found.is_reversed = true;
  return true;
}

bool areTogether(const Program &program, const std::vector<Requests> &groups, uint64_t &work,
                 std::vector<Position> &together, const std::vector<uint32_t> *free_locks) {
  Prefix prefix(program, {.keeps_locks = false, .keeps_data = false, .free_locks = free_locks});
  std::vector<size_t> cursors(groups.size());
  bool are_together = advance(prefix, groups, cursors, [&](size_t i) {
    return prefix.work() <= work && prefix.includeBefore(groups[i][cursors[i]]);
  });
  spend(work, prefix.work());
  if (are_together)
    together = under(groups, cursors);
  return are_together;
}

LockDeadlock findLockDeadlock(const Program &program, const std::vector<Requests> &groups, uint64_t &work,
                              const std::vector<uint32_t> *free_locks) {
  LockDeadlock found;
  if (isSyncPreservingDeadlock(program, groups, work, found, free_locks))
    return found;
  // One choice after the other, earliest first, as long as there is work left.
  std::vector<size_t> cursors(groups.size());
  constexpr unsigned kMostChoices = 256;
  for (unsigned choices = 0; choices < kMostChoices && work > 0; ++choices) {
    if (isReversedDeadlock(program, under(groups, cursors), work, found, free_locks))
      return found;
    size_t i = 0;
    while (i < groups.size() && ++cursors[i] == groups[i].size())
      cursors[i++] = 0;
    if (i == groups.size())
      break;
  }
  return found;
}

} // namespace gordian::predict
