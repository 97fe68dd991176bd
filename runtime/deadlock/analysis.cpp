// How questions are asked, and when the watchdog asks which; see analysis.h.
#include "deadlock/analysis.h"

#include "deadlock/leaks.h"
#include "deadlock/report.h"
#include "deadlock/verify.h"
#include "deadlock/watchdog.h"
#include "sync/object.h"

namespace gordian::deadlock {
namespace {

using log_format::Operation;

// The watchdog's pauses. A look costs some 10 ns for each thread, and a few us for each suspect; a deadlock is to be
// seen within a second, after the longest pause and two looks.
constexpr u64 kMs = 1'000'000;
constexpr u64 kSuspiciousPause = 3 * kMs, kShortPause = 20 * kMs, kLongPause = 160 * kMs;
constexpr u64 kGap = 4 * kMs;
// So long nothing may have changed before a granted wake is called lost: whoever granted it has long made the call.
constexpr u64 kQuiet = 100 * kMs, kQuietGap = 20 * kMs;
// So long without waits the watchdog stays awake, so that a contended lock does not wake it again and again.
constexpr u64 kIdle = 1000 * kMs;

// Threads that are not stuck when a lock cycle closes may be on their way to wait for those who are, as main is to its
// joins. So long they are given, so that the verdict does not hang on who was quicker.
constexpr u64 kGrace = 150 * kMs, kGraceStep = 3 * kMs;

/// What the watchdog remembers from look to look.
struct Watch {
  u64 change_count;
  u64 changed_at; // when it was seen to differ
  u64 pause;
};
Watch last_watch;

// Only one thread reports at a time. When the process is about to end nobody else shall burn its processors meanwhile.
SpinLock report_lock;
u32 is_ending;

void lockReports() {
  while (!report_lock.tryLock())
    system::sleepNs(loadRelaxed(&is_ending) ? 1'000'000'000 : 100'000);
}

/// A snapshot, its solution, and who of it is to be reported.
class Verdict : NonCopyable {
public:
  explicit Verdict(const Question &question) : question_(question) {
    {
      SpinGuard guard(waits.lock);
      snapshot_.take(question);
    }
    snapshot_.graph.solve();
    if (isStuck())
      list();
  }

  const Snapshot &snapshot() const { return snapshot_; }
  const Array<u32> &listed() const { return listed_; }
  bool isNews() const { return !listed_.isEmpty(); }
  bool dependsOnPosts() const;
  /// One of those listed is about to ask itself.
  bool hasAsking() const;
  /// Everybody whom `other` lists is stuck here too, in the same wait.
  bool confirms(const Verdict &other) const;

private:
  bool isTotal() const { return question_.scope == Scope::kEverything; }
  bool isStuck() const { return isTotal() ? snapshot_.isTotal() : snapshot_.graph.deadCount() > 0; }
  bool isOld(u32 node) const {
    const ThreadLook &thread = snapshot_.threads[node];
    return isTotal() ? thread.was_reported_in_total : thread.was_reported;
  }
  void list();

  Question question_;
  Snapshot snapshot_;
  Array<u32> listed_;
};

/// All stuck threads if one of them is news; with other threads going on, only those of the closed sets that are, and
/// their victims.
void Verdict::list() {
  snapshot_.graph.findClosedSets();
  Array<u32> dead;
  snapshot_.graph.listDead(dead);
  bool has_news = false;
  Array<u8> is_new_set;
  is_new_set.reset(snapshot_.graph.setCount());
  for (u32 i = 0; i < dead.size(); ++i) {
    if (isOld(dead[i]))
      continue;
    u32 set = snapshot_.graph.setOf(dead[i]);
    if (set != kNone)
      is_new_set[set] = 1;
    has_news |= isTotal() || set != kNone;
  }
  for (u32 i = 0; has_news && i < dead.size(); ++i) {
    u32 set = snapshot_.graph.setOf(dead[i]);
    if (isTotal() || (set == kNone ? !isOld(dead[i]) : is_new_set[set]))
      listed_.add(dead[i]);
  }
}

bool Verdict::dependsOnPosts() const {
  for (u32 i = 0; i < listed_.size(); ++i) {
    auto operation = static_cast<Operation>(snapshot_.threads[listed_[i]].operation);
    if (operation == Operation::kSemaphoreWait || operation == Operation::kFutex)
      return true;
  }
  return false;
}

bool Verdict::hasAsking() const {
  for (u32 i = 0; i < listed_.size(); ++i)
    if (snapshot_.threads[listed_[i]].is_checking)
      return true;
  return false;
}

bool Verdict::confirms(const Verdict &other) const {
  const Array<ThreadLook> &mine = snapshot_.threads;
  u32 at = 0;
  for (u32 i = 0; i < other.listed_.size(); ++i) {
    const ThreadLook &theirs = other.snapshot_.threads[other.listed_[i]];
    // The same order almost always: go on where the last one was.
    u32 tries = 0;
    while (tries < mine.size() && mine[at].thread != theirs.thread)
      at = (at + 1) % mine.size(), ++tries;
    if (tries == mine.size() || mine[at].version != theirs.version || snapshot_.graph.isLive(at))
      return false;
  }
  return true;
}

void markReported(const Verdict &verdict, bool is_total) {
  SpinGuard guard(waits.lock);
  for (u32 i = 0; i < verdict.listed().size(); ++i) {
    const ThreadLook &look = verdict.snapshot().threads[verdict.listed()[i]];
    if (look.thread->wait.version != look.version)
      continue;
    look.thread->wait.reported = look.version;
    if (is_total)
      look.thread->wait.reported_in_total = look.version;
  }
}

/// True unless the kernel's word is against it. Where there is no /proc, owners of locks are still known exactly.
bool isConfirmed(const Verdict &verdict, const Question &question, const Thread *asker, u64 gap_ns) {
  bool is_total = question.scope == Scope::kEverything;
  // Where grants are not trusted, only sleep tells that nobody is on the way: also for those who are about to.
  SleepQuestion sleep_question{verdict.snapshot(),
                               verdict.listed(),
                               is_total,
                               question.trusts_grants,
                               asker ? asker->os_tid : watchdog::taskId(),
                               gap_ns};
  Sleep sleep = confirmSleep(sleep_question);
  return sleep == Sleep::kConfirmed || (sleep == Sleep::kUnknown && !is_total);
}

/// True if nobody is left within the grace; then that has been reported.
bool becomesTotal(Thread *asker, u64 gap_ns) {
  for (u64 waited = 0; waited < kGrace; waited += kGraceStep) {
    if (ask(asker, {Scope::kEverything, true, false}, gap_ns) == Answer::kReported)
      return true;
    system::sleepNs(kGraceStep);
  }
  return false;
}

} // namespace

Answer ask(Thread *asker, Question question, u64 gap_ns) {
  Verdict verdict(question);
  if (!verdict.isNews())
    return Answer::kNothing;
  if (!question.handlers_may_post && verdict.dependsOnPosts() && hasSignalHandlers()) {
    question.handlers_may_post = true;
    return ask(asker, question, gap_ns);
  }
  // The report is then made in the context of the thread whose wait closes the cycle.
  if (!asker && verdict.hasAsking())
    return Answer::kSuspected;
  if (!isConfirmed(verdict, question, asker, gap_ns))
    return Answer::kSuspected;
  if (question.scope == Scope::kLocks && becomesTotal(asker, gap_ns))
    return Answer::kReported;
  lockReports();
  Verdict again(question);
  if (!again.isNews() || !again.confirms(verdict)) {
    report_lock.unlock();
    return again.isNews() ? Answer::kSuspected : Answer::kNothing;
  }
  writeDeadlock(asker, verdict.snapshot(), verdict.listed());
  markReported(verdict, question.scope == Scope::kEverything);
  storeRelaxed(&is_ending, 1u);
  actOnDeadlock();
  storeRelaxed(&is_ending, 0u);
  report_lock.unlock();
  return Answer::kReported;
}

bool mustWatch() { return loadOrdered(&waits.untimed_count) != 0; }

u64 watch() {
  u64 now = system::monotonicNs(), changes = loadRelaxed(&waits.change_count);
  if (changes != last_watch.change_count)
    last_watch = {changes, now, kShortPause};
  else
    last_watch.pause = smallerOf(2 * last_watch.pause, kLongPause);
  u64 quiet_ns = now - last_watch.changed_at;
  if (!mustWatch())
    return quiet_ns < kIdle ? last_watch.pause : 0;
  Answer answer = ask(nullptr, {Scope::kEverything, true, false}, kGap);
  if (answer == Answer::kNothing && quiet_ns >= kQuiet)
    answer = ask(nullptr, {Scope::kEverything, false, false}, kQuietGap);
  if (answer == Answer::kNothing)
    answer = ask(nullptr, {Scope::kLocks, true, false}, kGap);
  if (answer == Answer::kNothing)
    watchOldWaits(now);
  // A suspicion is settled soon, or stands for a state that the kernel does not call asleep and that lasts.
  if (answer == Answer::kSuspected && quiet_ns < kIdle)
    return kSuspiciousPause;
  return last_watch.pause;
}

void resetAnalysisAfterFork() {
  report_lock = SpinLock();
  resetLeaksAfterFork();
  is_ending = 0;
  last_watch = {};
}

} // namespace gordian::deadlock
