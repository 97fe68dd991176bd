#include "findings/merge.h"

#include "findings/fingerprint.h"

#include "llvm/ADT/STLExtras.h"

#include <unordered_map>
#include <utility>

namespace gordian::findings {

namespace {

bool hasWholeStacks(const Finding &finding) {
  return llvm::none_of(finding.accesses, [](const Access &access) { return access.stack_unknown; });
}

} // namespace

std::vector<Finding> merge(std::vector<Finding> findings) {
  std::vector<Finding> merged;
  std::unordered_map<std::string, size_t> index_of;
  for (Finding &finding : findings) {
    finding.id = fingerprintOf(finding);
    auto [found, is_new] = index_of.emplace(finding.id, merged.size());
    if (is_new) {
      merged.push_back(std::move(finding));
      continue;
    }
    Finding &kept = merged[found->second];
    uint64_t count = kept.count + finding.count;
    if (!hasWholeStacks(kept) && hasWholeStacks(finding))
      kept = std::move(finding);
    kept.count = count;
  }
  return merged;
}

} // namespace gordian::findings
