// The end of a run; see finish.h.
#include "log/finish.h"

#include "base/atomic.h"
#include "base/print.h"
#include "base/system.h"
#include "log/lock_orders.h"
#include "log/report_command.h"
#include "log/writer.h"
#include "options.h"

#include <signal.h>
#include <sys/syscall.h>

namespace gordian {
namespace {

enum Phase : u32 { kNotYet, kFinishing, kFinished };
/// exitcode=0 leaves the program's own status, but one that is stuck or halted has none, and 0 would claim success.
constexpr int kStuckStatus = 66;

u32 phase;
u32 finisher;
int final_status;

/// The one line that stands for a report that could not be made here.
void nameLog(u64 findings) {
  Text line;
  line.add("gordian: ").addNumber(findings).add(findings == 1 ? " finding" : " findings");
  if (*log::path()) line.add(" in ").add(log::path()).add(": run 'gordian report ").add(log::path()).add("'\n");
  else line.add(", but no log could be made to report from: set GORDIAN_OPTIONS=log_dir=FOLDER and run again\n");
  system::writeAll(2, line.c_str(), line.size());
}

void sayKept() {
  Text line;
  line.add("gordian: the log is kept: ").add(log::path()).add("\n");
  system::writeAll(2, line.c_str(), line.size());
}

/// True if something was found that stands. A clean report (all was suppressed) is a clean run.
bool reportFindings(u64 findings) {
  if (!options().report) return true;
  const char *command = *log::path() ? log::commandPath() : nullptr;
  int status = command ? log::runReport(command, log::path()) : -1;
  if (status == log::kReportClean) return false;
  if (status == log::kReportFindings) sayKept();
  else nameLog(findings);
  return true;
}

/// The same for what only the analyzer sees, where there is reason to ask it.
bool reportPredictions() {
  if (!options().report || !options().detect_deadlocks || !lock_orders::maySaySomething()) return false;
  const char *command = *log::path() ? log::commandPath() : nullptr;
  bool is_found = command && log::runReport(command, log::path()) == log::kReportFindings;
  if (is_found) sayKept();
  return is_found;
}

[[noreturn]] void abortNow() {
  struct {
    u64 handler, flags, restorer, mask;
  } by_default = {0, 0, 0, 0};
  u64 abort_signal = u64{1} << (SIGABRT - 1);
  system::call(SYS_rt_sigaction, SIGABRT, reinterpret_cast<u64>(&by_default), 0, sizeof(u64));
  system::call(SYS_rt_sigprocmask, SIG_UNBLOCK, reinterpret_cast<u64>(&abort_signal), 0, sizeof(u64));
  system::call(SYS_tgkill, system::processId(), system::threadId(), SIGABRT);
  system::exitProcess(128 + SIGABRT);
}

int finish(int status, log_format::Ended ended) {
  log::setEnded(ended, status);
  u64 findings = log::findingCount();
  bool is_found = findings ? reportFindings(findings) : reportPredictions();
  // Who asks for no report (gordian run) reads the log, also that of a clean run.
  if (!is_found && options().report && !options().keep_log) log::remove();
  if (is_found && options().abort_on_error && ended == log_format::Ended::kExit) abortNow();
  return is_found && options().exitcode ? static_cast<int>(options().exitcode) : status;
}

/// Runs `finish` if nobody did; otherwise waits until it is done, so that no thread ends the process under the report.
int finishOnce(int status, log_format::Ended ended) {
  u32 found = kNotYet;
  if (compareExchange(&phase, found, u32{kFinishing})) {
    storeRelease(&finisher, system::threadId());
    final_status = finish(status, ended);
    storeRelease(&phase, u32{kFinished});
    system::futexWake(&phase, 0x7fffffff);
    return final_status;
  }
  // A signal handler that interrupts the report on this very thread must not wait for it.
  if (loadAcquire(&finisher) == system::threadId()) return status;
  while (loadAcquire(&phase) == kFinishing) system::futexWait(&phase, kFinishing);
  // A report in which all was suppressed may have ended without the process (haltAtFinding).
  return loadAcquire(&phase) == kFinished ? final_status : finishOnce(status, ended);
}

}  // namespace

int finishRun(int status) { return finishOnce(status, log_format::Ended::kExit); }

void haltAtFinding() {
  u32 found = kNotYet;
  if (!compareExchange(&phase, found, u32{kFinishing})) return;
  storeRelease(&finisher, system::threadId());
  log::setEnded(log_format::Ended::kExit, kStuckStatus);
  if (!reportFindings(log::findingCount())) {
    log::setEnded(log_format::Ended::kRunning, 0);
    storeRelease(&phase, u32{kNotYet});
    system::futexWake(&phase, 0x7fffffff);
    return;
  }
  if (options().abort_on_error) abortNow();
  system::exitProcess(options().exitcode ? static_cast<int>(options().exitcode) : kStuckStatus);
}

void forgetFinish() { phase = kNotYet, finisher = 0; }

void finishDeadlocked() {
  int status = options().exitcode ? static_cast<int>(options().exitcode) : kStuckStatus;
  status = finishOnce(status, log_format::Ended::kDeadlock);
  if (options().on_deadlock == OnDeadlock::kAbort) abortNow();
  system::exitProcess(status);
}

}  // namespace gordian
