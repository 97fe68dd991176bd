// Many reports, one report: the same whatever their order, and however often one of them is added.
//
// Associative, commutative and idempotent: a run is known by the digest of its log, a finding by its id. Of equal
// findings the one that tells most stands for all; how often a finding was seen is kept for each run, so that the same
// run counts once. Memory is bounded by the distinct findings, not by the logs.
#ifndef GORDIAN_ANALYZER_FINDINGS_MERGE_H
#define GORDIAN_ANALYZER_FINDINGS_MERGE_H

#include "findings/finding.h"

#include <map>
#include <set>

namespace gordian::findings {

class ReportMerger {
public:
  /// Adds a report: of one log whose findings went through merge(), or one that was merged and read back.
  void add(Report part);

  /// Everything added, in an order of its own: runs as they started, findings by severity, kind and place. Leaves the
  /// merger empty.
  Report take();

private:
  struct Candidate {
    Finding finding;
    uint64_t started_ns = 0; ///< of the run that it is told from
    std::string run;
  };

  static bool tellsMore(const Candidate &one, const Candidate &other);
  void join(Candidate candidate);

  std::map<std::string, Run> runs_;             ///< by id
  std::map<std::string, Candidate> candidates_; ///< by id
  std::set<std::string> unreadable_, notes_;
  std::string tool_version_;
};

/// The findings of one log: gives each its id and joins those of the same id.
std::vector<Finding> merge(std::vector<Finding> findings);

} // namespace gordian::findings

#endif
