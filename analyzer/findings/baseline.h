// Baselines: what was found when the team began, so that from then on only what is new fails.
//
// May use finding.h and kinds.h. A baseline is a JSON file, one finding a line and sorted by id, so that it can be kept
// under version control and merged there. It names no lines, so that it does not change when code above a finding does.
#ifndef GORDIAN_ANALYZER_FINDINGS_BASELINE_H
#define GORDIAN_ANALYZER_FINDINGS_BASELINE_H

#include "findings/finding.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <optional>
#include <string>

namespace gordian::findings {

struct BaselineEntry {
  std::string kind, message;
};
using Baseline = std::map<std::string, BaselineEntry>; ///< by id

/// Reads a baseline, or the ids of a JSON report. On failure `error` is one sentence.
std::optional<Baseline> readBaseline(llvm::StringRef bytes, const std::string &name, std::string &error);

/// The findings of the report that are not suppressed.
Baseline baselineOf(const Report &report);
void writeBaseline(const Baseline &baseline, llvm::raw_ostream &out);

/// Marks each finding as new or unchanged, and lists what is gone.
void compareWith(const Baseline &baseline, Report &report);

} // namespace gordian::findings

#endif
