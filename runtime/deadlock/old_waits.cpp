// The watchdog's search for threads that are stuck while others go on; see leaks.h.
#include "deadlock/leaks.h"

#include "base/system.h"
#include "deadlock/analysis.h"
#include "deadlock/report.h"
#include "deadlock/search.h"
#include "deadlock/watchdog.h"
#include "options.h"

namespace gordian::deadlock {
namespace {

using log_format::FindingKind;

constexpr u64 kMs = 1'000'000;
// A wait is old from this age on. The searches that follow find nothing new ever more rarely, so each waits longer.
constexpr u64 kOld = 100 * kMs, kLongestInterval = 60'000 * kMs, kLongestFreshInterval = 2'000 * kMs;
constexpr u64 kFirstStopInterval = 500 * kMs;
// Between the two searches that must agree while threads run.
constexpr u64 kBetween = 20 * kMs;

/// When the watchdog may search again.
struct Pace {
  u64 next_search;
  u64 interval; // doubles with each search that finds nothing
  // Likewise, but for stopping threads of which none seems dead.
  u64 next_stop, stop_interval;
};
Pace pace;

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
  Search search(reachQuestion());
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
  if (search.revive(self, 0, true) == Reach::kUnknown || !keepDead(search, old) || !search.sleep(old, self))
    return false;
  system::sleepNs(kBetween);
  Search again(reachQuestion());
  return !again.hasUnbegun() && again.revive(self, 0, true) != Reach::kUnknown && again.confirms(search, old);
}

} // namespace

void watchOldWaits(u64 now) {
  if (!options().detect_leaks)
    return;
  Search search(reachQuestion());
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
