// What people are told of each kind of finding: what it means, and how such a bug is mended. One table.
//
// May use finding.h and kinds.h. The rule pages that the links lead to have the kind's name as their anchor.
#ifndef GORDIAN_ANALYZER_FINDINGS_RULES_H
#define GORDIAN_ANALYZER_FINDINGS_RULES_H

#include "findings/finding.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace gordian::findings {

struct Rule {
  Kind kind;
  llvm::StringLiteral title;   ///< "Data race"
  llvm::StringLiteral meaning; ///< one or two sentences
  llvm::StringLiteral hint;    ///< one or two sentences: how to mend it
};

/// All rules, in the order of the kinds.
llvm::ArrayRef<Rule> rules();
/// Never fails: a kind that a damaged log made up has a rule that says so.
const Rule &ruleOf(Kind kind);
/// The page of the rule: "file:///usr/share/doc/gordian/README.md#data-race", or below the build's GORDIAN_HOME_URL.
std::string helpUrl(Kind kind);

} // namespace gordian::findings

#endif
