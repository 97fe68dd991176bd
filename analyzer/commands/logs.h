// From paths that people type to a report: which files are logs, and everything that all of them say together.
#ifndef GORDIAN_ANALYZER_COMMANDS_LOGS_H
#define GORDIAN_ANALYZER_COMMANDS_LOGS_H

#include "findings/finding.h"

#include <string>
#include <vector>

namespace gordian::commands {

/// Every *.glog below `folder`, sorted. Links to folders are not followed.
std::vector<std::string> logsBelow(const std::string &folder);

/// The logs and reports that the words name: files as they are, and the logs below folders. A folder without one is
/// warned of.
std::vector<std::string> logsNamed(const std::vector<std::string> &words);

/// Reads and analyses the logs, reads the reports (*.json), and merges what was found in them: one after the other, so
/// that memory is bounded by the largest log and the distinct findings. The order does not matter. Shows progress on a
/// terminal.
findings::Report reportOn(const std::vector<std::string> &files);

} // namespace gordian::commands

#endif
