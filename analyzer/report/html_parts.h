// The pieces of the HTML page: its style, its script, and one finding.
#ifndef GORDIAN_ANALYZER_REPORT_HTML_PARTS_H
#define GORDIAN_ANALYZER_REPORT_HTML_PARTS_H

#include "findings/finding.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

namespace gordian::report {

llvm::StringRef pageStyle();
/// Filters and keys. The page can be read without it.
llvm::StringRef pageScript();

/// `finding` must have gone through oneLine().
void writeFindingHtml(const findings::Report &report, const findings::Finding &finding, llvm::raw_ostream &out);

} // namespace gordian::report

#endif
