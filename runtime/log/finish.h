// The end of a run: the verdict in the log's header, the report of a bare run, and the exit status.
//
// Uses log/writer.h and options.h. Safe to call from exit handlers, _exit, fatal deadlocks; the first caller wins.
#ifndef GORDIAN_LOG_FINISH_H
#define GORDIAN_LOG_FINISH_H

#include "base/types.h"

namespace gordian {

/// The process is about to end with `status`. Writes the end to the log; if something was found, starts `gordian report`
/// on the log (options report, GORDIAN_COMMAND, or the place recorded when the program was linked; if it is not there,
/// one line names the log and the command to run) and waits for it. Removes the log of a clean run unless keep_log or
/// log_dir were given. Returns the status the process should end with: options().exitcode if something was found.
int finishRun(int status);
/// As finishRun, for a process that ends here and now because it is deadlocked. Does not return.
[[noreturn]] void finishDeadlocked();

}  // namespace gordian

#endif
