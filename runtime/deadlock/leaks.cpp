// Which question is asked when, and what is made of the answer; see leaks.h.
#include "deadlock/leaks.h"

#include "base/bytes.h"
#include "base/system.h"
#include "deadlock/analysis.h"
#include "deadlock/reach.h"
#include "deadlock/report.h"
#include "deadlock/settle.h"
#include "deadlock/verify.h"
#include "deadlock/watchdog.h"
#include "options.h"

namespace gordian::deadlock {
namespace {

using log_format::FindingKind;
using log_format::Operation;

constexpr u64 kMs = 1'000'000;
constexpr u64 kGap = 2 * kMs;
// A wait is old from this age on. The searches that follow find nothing new ever more rarely, so each waits longer.
constexpr u64 kOld = 100 * kMs, kLongestInterval = 60'000 * kMs, kLongestFreshInterval = 2'000 * kMs;
constexpr u64 kFirstStopInterval = 500 * kMs;
// Between the two searches that must agree while threads run.
constexpr u64 kBetween = 20 * kMs;

/// The threads that wait and that nobody could wake, by a snapshot of Scope::kReach.
class Search : NonCopyable {
public:
  explicit Search(const Question &question) {
    {
      SpinGuard guard(waits.lock);
      snapshot_.take(question);
    }
    snapshot_.graph.solve();
  }

  const Snapshot &snapshot() const { return snapshot_; }
  /// Somebody but the one who ends the process could still do something.
  bool hasLive() const;
  bool hasCandidates() const;
  /// A thread has been created that has not begun to run: what it was given is nowhere to be found.
  bool hasUnbegun() const;
  Reach revive(u32 caller, uptr frame, bool stops) {
    return reviveReachable({snapshot_, caller, frame, stops, watchdog::taskId()});
  }
  /// The dead that were not reported before, closed sets first.
  void list(Array<u32> &out);
  /// Everybody of `listed` in `other` is dead here too, in the same wait.
  bool confirms(const Search &other, const Array<u32> &listed) const;
  /// Somebody waits for a lock or a thread that another of the dead keeps.
  bool isEntangled(const Array<u32> &listed) const;

private:
  bool isNews(u32 node) const {
    const ThreadLook &look = snapshot_.threads[node];
    return look.is_stuck && !look.is_ender && !look.was_reported && !snapshot_.graph.isLive(node);
  }

  Snapshot snapshot_;
};

bool Search::hasLive() const {
  for (u32 node = 0; node < snapshot_.threads.size(); ++node) {
    const ThreadLook &look = snapshot_.threads[node];
    if (!look.is_system && !look.is_ender && snapshot_.graph.isLive(node))
      return true;
  }
  return false;
}

bool Search::hasCandidates() const {
  for (u32 node = 0; node < snapshot_.threads.size(); ++node)
    if (isNews(node))
      return true;
  return false;
}

bool Search::hasUnbegun() const {
  for (u32 node = 0; node < snapshot_.threads.size(); ++node)
    if (!snapshot_.threads[node].is_system && snapshot_.threads[node].os_tid == 0)
      return true;
  return false;
}

void Search::list(Array<u32> &out) {
  snapshot_.graph.findClosedSets();
  Array<u32> dead;
  snapshot_.graph.listDead(dead);
  for (u32 i = 0; i < dead.size(); ++i)
    if (isNews(dead[i]))
      out.add(dead[i]);
}

bool Search::confirms(const Search &other, const Array<u32> &listed) const {
  for (u32 i = 0; i < listed.size(); ++i) {
    const ThreadLook &theirs = other.snapshot_.threads[listed[i]];
    bool is_same = false;
    for (u32 node = 0; node < snapshot_.threads.size() && !is_same; ++node) {
      const ThreadLook &mine = snapshot_.threads[node];
      is_same = mine.thread == theirs.thread && mine.version == theirs.version && !snapshot_.graph.isLive(node);
    }
    if (!is_same)
      return false;
  }
  return true;
}

bool Search::isEntangled(const Array<u32> &listed) const {
  for (u32 i = 0; i < listed.size(); ++i) {
    Array<u32> providers;
    snapshot_.graph.collectProviders(listed[i], 1, providers);
    if (!providers.isEmpty())
      return true;
  }
  return false;
}

Question questionOf(const Thread *ender, bool is_final) {
  Question question = {Scope::kReach, true, hasSignalHandlers()};
  question.ender = ender;
  question.is_final = is_final;
  return question;
}

bool sleeps(const Search &search, const Array<u32> &listed, u32 asker) {
  return confirmSleep({search.snapshot(), listed, false, false, asker, kGap}) == Sleep::kConfirmed;
}

/// Keeps those of `listed` that nobody has reported meanwhile, and marks them as reported.
void claim(const Search &search, Array<u32> &listed) {
  SpinGuard guard(waits.lock);
  Array<u32> all;
  for (u32 i = 0; i < listed.size(); ++i)
    all.add(listed[i]);
  listed.clear();
  for (u32 i = 0; i < all.size(); ++i) {
    const ThreadLook &look = search.snapshot().threads[all[i]];
    Wait &wait = look.thread->wait;
    if (wait.version != look.version || wait.reported == look.version)
      continue;
    wait.reported = look.version;
    listed.add(all[i]);
  }
}

/// Threads that wait at one place for one thing are one finding.
void reportLeaks(Thread *writer, const Search &search, Array<u32> &listed, u16 flags) {
  claim(search, listed);
  const Array<ThreadLook> &threads = search.snapshot().threads;
  Array<u8> is_done;
  is_done.reset(listed.size());
  for (u32 i = 0; i < listed.size(); ++i) {
    if (is_done[i])
      continue;
    const Wait &wait = threads[listed[i]].thread->wait;
    Array<u32> group;
    for (u32 k = i; k < listed.size(); ++k) {
      const Wait &other = threads[listed[k]].thread->wait;
      if (is_done[k] || other.site != wait.site || other.stack != wait.stack || other.operation != wait.operation)
        continue;
      is_done[k] = 1;
      group.add(listed[k]);
    }
    writeStuck(writer, search.snapshot(), group, FindingKind::kLeakedThread, flags);
  }
}

/// When the watchdog may search again.
struct Pace {
  u64 next_search;
  u64 interval; // doubles with each search that finds nothing
  // Likewise, but for stopping threads of which none seems dead.
  u64 next_stop, stop_interval;
};
Pace pace;

bool isAllowed(const Thread &thread, const char *allowed) {
  while (allowed && *allowed) {
    u64 length = 0;
    while (allowed[length] && allowed[length] != ',')
      ++length;
    u64 same = 0;
    while (same < length && same < sizeof thread.name && thread.name[same] == allowed[same])
      ++same;
    if (length && same == length)
      return true;
    allowed += length + (allowed[length] == ',');
  }
  return false;
}

} // namespace

namespace {

/// Looks once. False if somebody has moved meanwhile, so that it is to be done again.
bool reportAtEnd(Thread &ender, uptr frame) {
  // exit called somewhere deep inside main leaves main's frames, and what they hold, as they are.
  bool has_returned = ender.history.depth() == 0;
  Question question = questionOf(has_returned ? &ender : nullptr, false);
  bool has_live;
  {
    Search first(question);
    if (!first.hasCandidates())
      return true;
    has_live = first.hasLive();
  }
  question.is_final = has_returned && !has_live;
  Search search(question);
  // Where the kernel forbids to stop threads, those that all sleep need not be stopped.
  if (search.revive(ender.os_tid, frame, true) == Reach::kUnknown &&
      (has_live || search.revive(ender.os_tid, frame, false) == Reach::kUnknown))
    return true;
  Array<u32> listed;
  search.list(listed);
  if (listed.isEmpty())
    return true;
  if (!sleeps(search, listed, ender.os_tid))
    return false;
  reportLeaks(&ender, search, listed, log_format::kLeakAtEnd);
  return true;
}

} // namespace

void checkLeaksAtEnd(Thread &ender, uptr frame) {
  if (!options().detect_deadlocks || !options().detect_leaks || threads::aliveCount() < 2)
    return;
  RuntimeScope scope(ender);
  constexpr u32 kTries = 5;
  for (u32 i = 0; i < kTries; ++i) {
    waitUntilSettled(ender.os_tid);
    if (reportAtEnd(ender, frame))
      return;
  }
}

u32 checkLeaksSince(Thread &asker, u32 first, const char *allowed) {
  RuntimeScope scope(asker);
  waitUntilSettled(asker.os_tid);
  Search search(questionOf(nullptr, false));
  Array<u32> listed;
  for (u32 node = 0; node < search.snapshot().threads.size(); ++node) {
    const ThreadLook &look = search.snapshot().threads[node];
    if (look.is_stuck && raw(look.id) >= first && !look.was_reported && !isAllowed(*look.thread, allowed))
      listed.add(node);
  }
  if (listed.isEmpty() || !sleeps(search, listed, asker.os_tid))
    return 0;
  reportLeaks(&asker, search, listed, log_format::kLeakInScope);
  return listed.size();
}

namespace {

/// Keeps those of the candidates whose wait the watchdog has seen for long. `has_fresh`: some of these were not searched
/// for yet.
void findOld(const Search &search, u64 now, Array<u32> &old, bool &has_fresh) {
  has_fresh = false;
  for (u32 node = 0; node < search.snapshot().threads.size(); ++node) {
    const ThreadLook &look = search.snapshot().threads[node];
    if (!look.is_stuck || look.was_reported || search.snapshot().graph.isLive(node))
      continue;
    Wait &wait = look.thread->wait;
    if (wait.watched != look.version) {
      wait.watched = look.version;
      wait.watched_since = now;
    } else if (now - wait.watched_since >= kOld) {
      old.add(node);
      has_fresh |= wait.searched != look.version;
    }
  }
}

/// Keeps those of `old` that are still dead in `search`, from whose snapshot they are. False: nobody.
bool keepDead(const Search &search, Array<u32> &old) {
  u32 kept = 0;
  for (u32 i = 0; i < old.size(); ++i)
    if (!search.snapshot().graph.isLive(old[i]))
      old[kept++] = old[i];
  while (old.size() > kept)
    old.removeLast();
  return kept != 0;
}

/// Asks without stopping anybody, which settles nearly all. True if somebody may be dead; where threads ran, whose
/// frames can't be told from what is left below them, everybody may be, and that is looked into now and then only.
bool isDoubtful(u64 now) {
  Search search(questionOf(nullptr, false));
  Array<u32> old;
  bool has_fresh;
  findOld(search, now, old, has_fresh);
  if (search.hasUnbegun())
    return false;
  Reach reach = search.revive(watchdog::taskId(), 0, false);
  if (reach == Reach::kUnknown)
    return false;
  return keepDead(search, old) || (reach == Reach::kRough && now >= pace.next_stop);
}

/// True if those of `old` whom it leaves are threads that nobody can wake: found twice, with the world standing still.
bool isCertain(Search &search, Array<u32> &old) {
  u32 self = watchdog::taskId();
  if (search.revive(self, 0, true) == Reach::kUnknown || !keepDead(search, old) || !sleeps(search, old, self))
    return false;
  system::sleepNs(kBetween);
  Search again(questionOf(nullptr, false));
  return !again.hasUnbegun() && again.revive(self, 0, true) != Reach::kUnknown && again.confirms(search, old);
}

} // namespace

void watchOldWaits(u64 now) {
  if (!options().detect_leaks)
    return;
  Search search(questionOf(nullptr, false));
  Array<u32> old;
  bool has_fresh;
  findOld(search, now, old, has_fresh);
  u64 fresh_interval = smallerOf(pace.interval, kLongestFreshInterval);
  if (old.isEmpty() || now + (has_fresh ? pace.interval - fresh_interval : 0) < pace.next_search)
    return;
  for (u32 i = 0; i < old.size(); ++i) {
    const ThreadLook &look = search.snapshot().threads[old[i]];
    look.thread->wait.searched = look.version;
  }
  bool is_certain = false;
  if (isDoubtful(now)) {
    is_certain = isCertain(search, old);
    pace.stop_interval = smallerOf(largerOf(2 * pace.stop_interval, kFirstStopInterval), kLongestInterval);
    pace.next_stop = now + pace.stop_interval;
  }
  u64 end = system::monotonicNs();
  // The searches shall cost less than a hundredth of the time.
  pace.interval = largerOf(smallerOf(largerOf(2 * pace.interval, kOld), kLongestInterval), 100 * (end - now - kBetween));
  pace.next_search = end + pace.interval;
  if (!is_certain)
    return;
  if (!search.isEntangled(old))
    return reportLeaks(nullptr, search, old, 0);
  claim(search, old);
  if (old.isEmpty())
    return;
  writeStuck(nullptr, search.snapshot(), old, FindingKind::kPartialDeadlock, 0);
  actOnDeadlock();
}

void resetLeaksAfterFork() { pace = {}; }

} // namespace gordian::deadlock
