// Looking again and again; see settle.h.
#include "deadlock/settle.h"

#include "base/system.h"
#include "deadlock/snapshot.h"
#include "deadlock/task.h"

namespace gordian::deadlock {
namespace {

constexpr u64 kMs = 1'000'000;
// With so much time on a processor a thread would have reached what it is about to wait for: it works for long.
constexpr u64 kLongWork = 50 * kMs;
// Who sleeps no longer than this, and has not napped often since we began, is about to do something.
constexpr u64 kNap = 250 * kMs;
constexpr u32 kNaps = 8;
// Who sleeps in a futex call that was not announced waits for a lock inside libc, as a rule, and not for long. After this
// time without a run it waits for something that the runtime does not know.
constexpr u64 kLongLock = 50 * kMs;
constexpr u64 kFirstPause = kMs / 2, kLongestPause = 10 * kMs;
constexpr u64 kLimit = 5000 * kMs;

/// What is remembered of a thread from look to look.
struct Seen {
  u32 tid;
  u64 cpu_ns;   // when it was seen first
  u64 switches; // likewise
  u64 last_switches, last_run_ns; // when it was seen last with another number of switches
};

/// One thread as the runtime sees it.
struct Known {
  u32 tid;
  bool waits; // announced, without time limit, and nobody has ended it
  u64 version;
};

class Settler : NonCopyable {
public:
  explicit Settler(u32 asker) : asker_(asker) {}
  /// One look at all threads; true if everybody was at rest. `summary` tells two looks apart.
  bool look(u64 &summary);

private:
  void readThreads();
  Seen &seen(u32 tid);
  bool isAtRest(const Known &known, const task::Look &look);

  u32 asker_;
  Array<Known> threads_;
  Array<Seen> seen_;
};

void Settler::readThreads() {
  threads_.clear();
  SpinGuard guard(waits.lock);
  SpinGuard list_guard(threads::listLock());
  for (Thread *thread = threads::firstAlive(); thread; thread = thread->next_alive) {
    bool is_parked_fiber = thread->is_fiber && thread->is_parked; // no thread of the kernel's
    if (thread->is_system || is_parked_fiber || loadRelaxed(&thread->os_tid) == asker_)
      continue;
    const Wait &wait = thread->wait;
    threads_.add({loadRelaxed(&thread->os_tid), wait.is_active && !wait.is_timed && !wait.is_granted, wait.version});
  }
}

Seen &Settler::seen(u32 tid) {
  for (u32 i = 0; i < seen_.size(); ++i)
    if (seen_[i].tid == tid)
      return seen_[i];
  u64 switches = task::lookAt(tid).switches;
  seen_.add({tid, task::cpuNs(tid), switches, switches, system::monotonicNs()});
  return seen_.last();
}

bool Settler::isAtRest(const Known &known, const task::Look &look) {
  if (known.tid == 0)
    return false; // it has not begun yet
  if (look.is_zombie || look.state == task::State::kUnknown)
    return true; // it has just ended
  bool is_asleep = look.state == task::State::kAsleep;
  // Who asks the wait-for graph, about to sleep, naps meanwhile.
  if (is_asleep && known.waits && task::isInUntimedFutex(known.tid))
    return true;
  Seen &before = seen(known.tid);
  if (look.switches != before.last_switches) {
    before.last_switches = look.switches;
    before.last_run_ns = system::monotonicNs();
  }
  if (is_asleep && task::isInUntimedFutex(known.tid))
    return system::monotonicNs() - before.last_run_ns > kLongLock;
  if (is_asleep)
    return task::sleepLeftNs(known.tid) > kNap || look.switches - before.switches > kNaps;
  return task::cpuNs(known.tid) - before.cpu_ns > kLongWork;
}

bool Settler::look(u64 &summary) {
  readThreads();
  bool is_settled = true;
  summary = threads_.size();
  for (u32 i = 0; i < threads_.size(); ++i) {
    const Known &known = threads_[i];
    task::Look look = known.tid ? task::lookAt(known.tid) : task::Look{};
    is_settled &= isAtRest(known, look);
    if (known.waits)
      summary = (summary ^ known.tid ^ known.version << 20 ^ look.switches << 40) * 0x9e3779b97f4a7c15u;
  }
  return is_settled;
}

} // namespace

void waitUntilSettled(u32 asker) {
  Settler settler(asker);
  u64 begin = system::monotonicNs(), last = 0, pause_ns = kFirstPause;
  bool was_settled = false;
  for (;;) {
    u64 summary;
    bool is_settled = settler.look(summary);
    if (is_settled && was_settled && summary == last)
      return;
    if (system::monotonicNs() - begin > kLimit)
      return;
    was_settled = is_settled;
    last = summary;
    system::sleepNs(pause_ns);
    pause_ns = smallerOf(2 * pause_ns, is_settled ? kFirstPause : kLongestPause);
  }
}

} // namespace gordian::deadlock
