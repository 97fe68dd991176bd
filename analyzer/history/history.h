// The history of findings: when each was first and last seen, how often, and at which commit.
//
// May use database.h and findings/. A run is entered once, whoever enters it and however often, so that the logs of
// many machines can go into one history in any order.
#ifndef GORDIAN_ANALYZER_HISTORY_HISTORY_H
#define GORDIAN_ANALYZER_HISTORY_HISTORY_H

#include "findings/finding.h"
#include "history/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gordian::history {

struct Entry {
  std::string id, kind, message;
  uint64_t count = 0, runs = 0;
  uint64_t first_seen_ns = 0, last_seen_ns = 0; ///< CLOCK_REALTIME of the runs
  std::string first_commit, last_commit;        ///< empty: it was not said
};

struct Added {
  uint64_t runs = 0;         ///< that were not there before
  uint64_t new_findings = 0; ///< that no run had shown before
};

class History {
public:
  explicit History(Database &database) : database_(database) {}

  /// Makes the tables if they are not there. False: error() says why; so below.
  bool prepare();
  /// Enters the report's runs and findings (suppressed ones too) as seen at `commit`. All or nothing.
  bool add(const findings::Report &report, const std::string &commit, Added &added);
  /// All findings, the last seen first.
  bool list(std::vector<Entry> &entries);
  const std::string &error() const { return database_.error(); }

private:
  bool addRuns(const findings::Report &report, const std::string &commit, Added &added);
  bool addFindings(const findings::Report &report, Added &added);

  Database &database_;
};

} // namespace gordian::history

#endif
