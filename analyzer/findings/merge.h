// Identical findings are one finding with a count.
#ifndef GORDIAN_ANALYZER_FINDINGS_MERGE_H
#define GORDIAN_ANALYZER_FINDINGS_MERGE_H

#include "findings/finding.h"

namespace gordian::findings {

/// Gives each finding its id and joins those of the same id: counts are added, and the first one stands for all,
/// except that one with whole stacks is preferred to one whose history no longer reached. Keeps the order otherwise.
std::vector<Finding> merge(std::vector<Finding> findings);

} // namespace gordian::findings

#endif
