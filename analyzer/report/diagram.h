// Pictures of findings as SVG: the two threads of a race on a time line, and who waits for what in a deadlock.
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

/// Threads above, what they wait for and hold below: an arrow from a thread to what it waits for, one from an object to
/// the thread that holds it or could give it. Empty unless threads wait. The first 12 threads are drawn.
std::string waitForSvg(const findings::Finding &finding);

} // namespace gordian::report

#endif
