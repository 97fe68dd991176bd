// A run on a time line, as Chrome's trace viewer and Perfetto show it: a row for each thread, a bar for each wait, an
// arrow for each value that a channel carried to a thread that waited for it.
//
// Source: "Trace Event Format" (Google, chromium.org), phases M, X, s and f.
#ifndef GORDIAN_ANALYZER_REPORT_TIMELINE_H
#define GORDIAN_ANALYZER_REPORT_TIMELINE_H

#include "findings/finding.h"

#include "llvm/Support/raw_ostream.h"

#include <optional>
#include <string>
#include <vector>

namespace gordian::report {

struct TimelineBar {
  uint32_t pid = 0, thread = 0;
  std::string title, place;
  uint64_t began_us = 0, took_us = 0;
  std::optional<uint32_t> ended_by; ///< thread that the arrow comes from
};

struct TimelineRow {
  uint32_t pid = 0, thread = 0;
  std::string name;
};

struct Timeline {
  std::vector<std::pair<uint32_t, std::string>> processes;
  std::vector<TimelineRow> rows;
  std::vector<TimelineBar> bars;
};

void writeTimeline(const Timeline &timeline, llvm::raw_ostream &out);

} // namespace gordian::report

#endif
