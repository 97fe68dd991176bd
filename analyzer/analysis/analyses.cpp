#include "analysis/analyses.h"

#include <array>
#include <utility>

namespace gordian::analysis {

void analyze(const trace::Trace &trace, findings::Report &report) {
  using Analysis = std::vector<findings::Finding> (*)(Describer &);
  static constexpr std::array kAnalyses = {Analysis(findDataRaces), Analysis(findDeadlocks),
                                           Analysis(findLockOrderInversions), Analysis(findChannelCycles),
                                           Analysis(findMisuse)};

  size_t found_before = report.findings.size();
  symbols::Places places(trace);
  Describer describer(trace, places);
  for (Analysis analysis : kAnalyses)
    for (findings::Finding &finding : analysis(describer)) {
      finding.run = report.runs.size();
      report.findings.push_back(std::move(finding));
    }
  uint64_t found = report.findings.size() - found_before;
  report.runs.push_back(describeRun(describer));
  report.runs.back().finding_count = found;
}

} // namespace gordian::analysis
