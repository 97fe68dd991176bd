#include "findings/merge.h"

#include "findings/fingerprint.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gordian::findings {

namespace {

size_t cutStacks(const Finding &finding) {
  return size_t(llvm::count_if(finding.accesses, [](const Access &access) { return access.stack_unknown; }));
}

int rankOf(Certainty certainty) {
  switch (certainty) {
  case Certainty::kConfirmed:
    return 0;
  case Certainty::kObserved:
    return 1;
  case Certainty::kPredicted:
    return 2;
  case Certainty::kCandidate:
    return 3;
  }
  return 4;
}

uint64_t totalOf(const Finding &finding) {
  uint64_t total = 0;
  for (const auto &[run, count] : finding.seen_in)
    total += count;
  return total;
}

/// Where the finding is shown in the list.
auto placeIn(const Finding &finding) {
  const Stack &stack = !finding.accesses.empty() ? finding.accesses[0].stack
                       : !finding.waits.empty()  ? finding.waits[0].stack
                                                 : Stack();
  const Frame *frame = representative(stack);
  return std::make_tuple(finding.severity, finding.kind, frame ? frame->file : std::string(), frame ? frame->line : 0,
                         finding.id);
}

} // namespace

/// A total order, so that it does not matter which of two comes first.
bool ReportMerger::tellsMore(const Candidate &one, const Candidate &other) {
  auto key = [](const Candidate &candidate) {
    return std::make_tuple(rankOf(candidate.finding.certainty), cutStacks(candidate.finding), candidate.started_ns,
                           candidate.run, candidate.finding.place);
  };
  return key(one) < key(other);
}

void ReportMerger::join(Candidate candidate) {
  std::string id = candidate.finding.id;
  auto [found, is_new] = candidates_.try_emplace(id, candidate);
  if (is_new)
    return;
  Candidate &kept = found->second;
  std::map<std::string, uint64_t> seen = kept.finding.seen_in;
  for (const auto &[run, count] : candidate.finding.seen_in)
    seen[run] = std::max(seen[run], count);
  Severity severity = std::min(kept.finding.severity, candidate.finding.severity);
  if (tellsMore(candidate, kept))
    kept = std::move(candidate);
  kept.finding.seen_in = std::move(seen);
  kept.finding.severity = severity;
}

void ReportMerger::add(Report part) {
  if (tool_version_ < part.tool_version)
    tool_version_ = part.tool_version;
  for (size_t i = 0; i < part.findings.size(); ++i) {
    Finding &finding = part.findings[i];
    Candidate candidate;
    if (finding.run < part.runs.size()) {
      candidate.started_ns = part.runs[finding.run].started_ns;
      candidate.run = part.runs[finding.run].id;
    }
    if (finding.seen_in.empty()) {
      finding.seen_in[candidate.run] = finding.count;
      finding.place = i;
    }
    candidate.finding = std::move(finding);
    part.findings[i] = Finding();
    join(std::move(candidate));
  }
  for (Run &run : part.runs) {
    auto [found, is_new] = runs_.try_emplace(run.id, run);
    // Copies of one log differ in their path alone.
    if (!is_new && run.log < found->second.log)
      found->second = std::move(run);
  }
  unreadable_.insert(part.unreadable.begin(), part.unreadable.end());
}

Report ReportMerger::take() {
  Report report;
  report.tool_version = std::move(tool_version_);
  for (auto &[id, run] : runs_)
    report.runs.push_back(std::move(run));
  std::sort(report.runs.begin(), report.runs.end(), [](const Run &one, const Run &other) {
    return std::tie(one.started_ns, one.id) < std::tie(other.started_ns, other.id);
  });
  std::map<std::string, size_t> index_of;
  for (size_t i = 0; i < report.runs.size(); ++i)
    index_of.emplace(report.runs[i].id, i);
  for (auto &[id, candidate] : candidates_) {
    auto run = index_of.find(candidate.run);
    candidate.finding.run = run == index_of.end() ? report.runs.size() : run->second;
    candidate.finding.count = totalOf(candidate.finding);
    report.findings.push_back(std::move(candidate.finding));
  }
  std::sort(report.findings.begin(), report.findings.end(),
            [](const Finding &one, const Finding &other) { return placeIn(one) < placeIn(other); });
  report.unreadable.assign(unreadable_.begin(), unreadable_.end());
  *this = ReportMerger();
  return report;
}

std::vector<Finding> merge(std::vector<Finding> findings) {
  std::vector<Finding> merged;
  std::map<std::string, size_t> index_of;
  for (Finding &finding : findings) {
    if (finding.id.empty())
      finding.id = fingerprintOf(finding);
    auto [found, is_new] = index_of.emplace(finding.id, merged.size());
    if (is_new) {
      merged.push_back(std::move(finding));
      continue;
    }
    Finding &kept = merged[found->second];
    uint64_t count = kept.count + finding.count;
    Severity severity = std::min(kept.severity, finding.severity);
    if (std::make_pair(rankOf(finding.certainty), cutStacks(finding)) <
        std::make_pair(rankOf(kept.certainty), cutStacks(kept)))
      kept = std::move(finding);
    kept.count = count;
    kept.severity = severity;
  }
  return merged;
}

} // namespace gordian::findings
