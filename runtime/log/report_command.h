// Starts `gordian report` on the log of the program that is about to end.
#ifndef GORDIAN_LOG_REPORT_COMMAND_H
#define GORDIAN_LOG_REPORT_COMMAND_H

#include "base/types.h"

namespace gordian::log {

/// What `gordian report` exits with.
inline constexpr int kReportClean = 0, kReportFindings = 66;

/// Where the `gordian` command is: GORDIAN_COMMAND, what the program was linked with, or the first in PATH; null
/// if none of them is there.
const char *commandPath();
/// Runs `COMMAND report LOG`, its output on our stderr, and waits for it. Returns its exit status, or -1 if it could not
/// be started or died of a signal.
int runReport(const char *command, const char *log_path);

}  // namespace gordian::log

#endif
