// The words of findings: kinds, severities, certainties, kinds of objects. One table each.
#ifndef GORDIAN_ANALYZER_FINDINGS_KINDS_H
#define GORDIAN_ANALYZER_FINDINGS_KINDS_H

#include "findings/finding.h"

#include "llvm/ADT/StringRef.h"

namespace gordian::findings {

/// "data-race"; "unknown" for a kind that a damaged log made up.
llvm::StringRef nameOf(Kind kind);
/// The same as people say it in a sentence: "data race".
std::string wordsOf(Kind kind);
llvm::StringRef nameOf(Severity severity);
llvm::StringRef nameOf(Certainty certainty);
llvm::StringRef nameOf(ObjectKind kind);

bool isKnown(Kind kind);
/// How bad a finding of this kind is when nobody has said otherwise.
Severity severityOf(Kind kind);

/// Does somebody want to hear of this finding: is it neither suppressed nor known from the baseline?
inline bool isNews(const Finding &finding) {
  return !finding.suppressed && finding.baseline != BaselineState::kUnchanged;
}
bool hasNews(const Report &report);

/// Does this finding make a run fail?
inline bool fails(const Finding &finding) { return finding.severity == Severity::kError && isNews(finding); }
bool fails(const Report &report);

/// Findings of each kind, suppressed ones left out: {"data-race": 1}.
std::map<std::string, uint64_t> summaryOf(const Report &report);

} // namespace gordian::findings

#endif
