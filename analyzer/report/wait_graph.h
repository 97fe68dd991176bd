// Deadlocks as a picture: who waits for what, who has it, and who talks to whom over the channels in it.
//
// May use findings/. Each edge says in which line of the source; nodes bear the names of the source. As Graphviz DOT for
// those who draw themselves, and as SVG that needs nothing beside it.
#ifndef GORDIAN_ANALYZER_REPORT_WAIT_GRAPH_H
#define GORDIAN_ANALYZER_REPORT_WAIT_GRAPH_H

#include "findings/finding.h"

#include "llvm/Support/raw_ostream.h"

#include <string>

namespace gordian::report {

/// Empty unless threads wait in the finding.
std::string waitGraphDot(const findings::Finding &finding);
/// As part of a page of HTML.
std::string waitGraphSvg(const findings::Finding &finding);

/// Formats: a cluster, or a part of one drawing, for each finding in which threads wait.
void writeDot(const findings::Report &report, llvm::raw_ostream &out);
void writeSvg(const findings::Report &report, llvm::raw_ostream &out);

} // namespace gordian::report

#endif
