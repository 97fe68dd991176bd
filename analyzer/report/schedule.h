// A deadlock drawn as a schedule: one column for each thread, one line for each lock taken or waited for.
#ifndef GORDIAN_ANALYZER_REPORT_SCHEDULE_H
#define GORDIAN_ANALYZER_REPORT_SCHEDULE_H

#include "findings/finding.h"

#include "llvm/Support/raw_ostream.h"

namespace gordian::report {

/// Writes nothing unless there are two or three threads of which one holds a lock: then a picture says more than a
/// list.
void writeSchedule(const findings::Finding &finding, llvm::raw_ostream &out);

} // namespace gordian::report

#endif
