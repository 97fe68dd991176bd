// The questions asked of a trace, one file each, and all of them in one call.
//
// To add one: a function from Describer to findings in a file of its own, and a row in analyses.cpp.
#ifndef GORDIAN_ANALYZER_ANALYSIS_ANALYSES_H
#define GORDIAN_ANALYZER_ANALYSIS_ANALYSES_H

#include "analysis/describe.h"

namespace gordian::analysis {

std::vector<findings::Finding> findDataRaces(Describer &describer);
std::vector<findings::Finding> findDeadlocks(Describer &describer);
std::vector<findings::Finding> findMisuse(Describer &describer);
std::vector<findings::Finding> findLockOrderInversions(Describer &describer);
std::vector<findings::Finding> findChannelCycles(Describer &describer);

/// What the run's end and the log's account say: the Run without its findings. Asked last, since it counts the frames
/// that the analyses could not name.
findings::Run describeRun(Describer &describer);

/// Runs every analysis on the trace and adds the run and what was found to the report. Findings are not merged yet.
void analyze(const trace::Trace &trace, findings::Report &report);

} // namespace gordian::analysis

#endif
