// Why a thread that waits for a condition was not woken, in one sentence.
#ifndef GORDIAN_ANALYZER_ANALYSIS_LOST_SIGNAL_H
#define GORDIAN_ANALYZER_ANALYSIS_LOST_SIGNAL_H

#include "analysis/describe.h"

namespace gordian::analysis {

/// Empty if `wait` is for no condition variable, or the log does not hold what is needed to tell.
std::string explainLostSignal(Describer &describer, const findings::Finding &finding, const trace::Wait &wait);

} // namespace gordian::analysis

#endif
