// Why nothing orders the two accesses of a race, in sentences that need no knowledge of vector clocks.
//
// Happens-before is a chain from the earlier access to the later one. The runtime saw that there is none; here the ends
// of the nearest chains are named: what the earlier thread gave away after its access, what the later one took before.
#ifndef GORDIAN_ANALYZER_ANALYSIS_WHY_H
#define GORDIAN_ANALYZER_ANALYSIS_WHY_H

#include "analysis/describe.h"

namespace gordian::analysis {

/// `finding.accesses` must be described already: later, earlier.
std::vector<std::string> whyUnordered(const format::RaceRecord &race, const findings::Finding &finding,
                                      Describer &describer);

} // namespace gordian::analysis

#endif
