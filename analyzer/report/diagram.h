// The two threads of a race on a time line, as SVG.
//
// May use findings/ and parts.h. Colours are CSS classes of the page that holds them. Everything from a log is escaped.
#ifndef GORDIAN_ANALYZER_REPORT_DIAGRAM_H
#define GORDIAN_ANALYZER_REPORT_DIAGRAM_H

#include "findings/finding.h"

#include <string>

namespace gordian::report {

/// One column for each thread, time downwards: starts, locks, the accesses, the nearest synchronisation, and the order
/// that is missing between the accesses. Empty unless the finding has two accesses.
std::string happensBeforeSvg(const findings::Finding &finding);

} // namespace gordian::report

#endif
