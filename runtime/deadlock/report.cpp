// Builds the records of a deadlock and ends the process; see report.h.
#include "deadlock/report.h"

#include "base/print.h"
#include "base/system.h"
#include "log/finish.h"
#include "log/told.h"
#include "log/writer.h"
#include "options.h"
#include "sync/object.h"

#include <asm/signal.h>

namespace gordian::deadlock {
namespace {

u32 deadlock_count;

// Where anybody could have helped, the first few stand for all: 2,000 threads in each of 2,000 records tell nobody
// more.
constexpr u32 kMaxWakers = 32;

/// A WaitRecord under construction: the record, its cases, its wakers.
class WaitText : NonCopyable {
public:
  WaitText(const Snapshot &snapshot, u32 node) : thread_(*snapshot.threads[node].thread) {
    snapshot.graph.collectProviders(node, kMaxWakers, wakers_);
    for (u32 i = 0; i < wakers_.size(); ++i)
      wakers_[i] = raw(snapshot.threads[wakers_[i]].id);
    bytes_ = sizeof(log_format::WaitRecord) + thread_.wait.case_count * sizeof(log_format::WaitCase) +
             roundUp(wakers_.size() * sizeof(u32), 8);
    record_ = static_cast<log_format::WaitRecord *>(arena::allocate(bytes_));
  }
  ~WaitText() { arena::release(record_, bytes_); }

  void write(Thread *writer, u32 deadlock);

private:
  u32 lockset(Thread *writer) const;
  u32 caseObject(const WaitCase &wait_case) const;

  Thread &thread_;
  Array<u32> wakers_;
  u64 bytes_;
  log_format::WaitRecord *record_;
};

/// Objects are written to the log by the stuck thread itself, as it were: it does nothing else any more.
u32 WaitText::caseObject(const WaitCase &wait_case) const {
  if (wait_case.object == 0)
    return 0;
  if (wait_case.operation != static_cast<u32>(log_format::Operation::kJoin))
    return objects::logId(thread_, objects::at(wait_case.object));
  Thread *joined = findAlive(wait_case.object - 1);
  return joined && joined->object ? objects::logId(thread_, objects::at(joined->object)) : 0;
}

u32 WaitText::lockset(Thread *writer) const {
  Array<log_format::LocksetEntry> entries;
  for (u32 i = 0; i < thread_.held_count; ++i) {
    const HeldLock &held = thread_.held[i];
    entries.add({objects::logId(thread_, objects::at(held.object)), held.mode, raw(held.site), held.stack});
  }
  return entries.isEmpty() ? 0 : log::locksetOf(writer, &entries[0], entries.size());
}

void WaitText::write(Thread *writer, u32 deadlock) {
  const Wait &wait = thread_.wait;
  record_->deadlock = deadlock;
  record_->thread = raw(thread_.id);
  record_->operation = wait.operation;
  record_->site = raw(wait.site);
  record_->stack = wait.stack;
  record_->lockset = lockset(writer);
  record_->object_count = wait.case_count;
  record_->waker_count = wakers_.size();
  auto *cases = reinterpret_cast<log_format::WaitCase *>(record_ + 1);
  for (u32 i = 0; i < wait.case_count; ++i)
    cases[i] = {caseObject(wait.cases[i]), wait.cases[i].operation};
  u32 *wakers = reinterpret_cast<u32 *>(cases + wait.case_count);
  for (u32 i = 0; i < wakers_.size(); ++i)
    wakers[i] = wakers_[i];
  log::append(writer, log_format::RecordKind::kWait, &record_->head, bytes_);
}

[[noreturn]] void abortHere() {
  log::setEnded(log_format::Ended::kSignal, SIGABRT);
  Text text;
  text.add("the program is deadlocked and on_deadlock=abort: it ends with a core dump; the report is in the log, run "
           "gordian report ")
      .add(log::path());
  say("error", text.c_str());
  struct {
    u64 handler, flags, restorer, mask;
  } action = {};
  u64 abort_signal = u64{1} << (SIGABRT - 1);
  system::call(SYS_rt_sigaction, SIGABRT, reinterpret_cast<u64>(&action), 0, 8);
  system::call(SYS_rt_sigprocmask, SIG_UNBLOCK, reinterpret_cast<u64>(&abort_signal), 0, 8);
  system::call(SYS_tgkill, system::processId(), system::threadId(), SIGABRT);
  system::exitProcess(128 + SIGABRT); // only where signals to oneself are forbidden
}

} // namespace

void writeStuck(Thread *writer, const Snapshot &snapshot, const Array<u32> &listed, log_format::FindingKind kind,
                u16 flags) {
  u32 deadlock = fetchAdd(&deadlock_count, 1u) + 1;
  for (u32 i = 0; i < listed.size(); ++i)
    WaitText(snapshot, listed[i]).write(writer, deadlock);
  log_format::DeadlockRecord record = {};
  record.head.flags = flags;
  record.finding = static_cast<u32>(kind);
  record.deadlock = deadlock;
  record.wait_count = listed.size();
  record.live_threads = snapshot.member_count - snapshot.graph.deadCount();
  log::appendFinding(writer, log_format::RecordKind::kDeadlock, &record.head, sizeof record);
}

void writeDeadlock(Thread *writer, const Snapshot &snapshot, const Array<u32> &listed) {
  bool is_total = snapshot.isTotal();
  writeStuck(writer, snapshot, listed,
             is_total ? log_format::FindingKind::kDeadlock : log_format::FindingKind::kPartialDeadlock, 0);
}

void actOnDeadlock() {
  tellOfDeadlock();
  switch (options().on_deadlock) {
  case OnDeadlock::kReportAndContinue:
    return;
  case OnDeadlock::kAbort:
    abortHere();
  case OnDeadlock::kReportAndExit:
    finishDeadlocked();
  }
}

} // namespace gordian::deadlock
