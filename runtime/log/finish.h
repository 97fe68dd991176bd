// The end of a run: the verdict in the log's header, the report of a bare run, and the exit status.
//
// Uses log/writer.h and options.h. Safe to call from exit handlers, _exit, fatal deadlocks; the first caller wins.
#ifndef GORDIAN_LOG_FINISH_H
#define GORDIAN_LOG_FINISH_H

#include "base/types.h"

namespace gordian {

/// The process is about to end with `status`. Writes the end to the log; if something was found, starts `gordian report`
/// on the log (options report, GORDIAN_COMMAND, or the place recorded when the program was linked; if it is not there,
/// one line names the log and the command to run) and waits for it. A report that suppresses everything makes the run a
/// clean one. Removes the log of a clean run unless keep_log=1 or report=0. Returns the status the process should end
/// with: options().exitcode if something was found. Flush stdio before, so that the program's output precedes the
/// report.
int finishRun(int status);
/// For halt_on_error: reports what was found so far and ends the process. Returns if another thread ends it already, or if
/// the report suppressed everything.
void haltAtFinding();
/// For reopenAfterFork: a forked child has not ended, even if its parent was about to.
void forgetFinish();
/// As finishRun, for a process that ends here and now because it is deadlocked. Does not return.
[[noreturn]] void finishDeadlocked();

}  // namespace gordian

#endif
