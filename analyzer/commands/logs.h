// From paths that people type to a report: which files are logs, and everything that all of them say together.
#ifndef GORDIAN_ANALYZER_COMMANDS_LOGS_H
#define GORDIAN_ANALYZER_COMMANDS_LOGS_H

#include "findings/finding.h"

#include <string>
#include <vector>

namespace gordian::commands {

/// Every *.glog below `folder`, sorted. Links to folders are not followed.
std::vector<std::string> logsBelow(const std::string &folder);

/// Reads and analyses the logs and merges what was found in them.
findings::Report reportOn(const std::vector<std::string> &logs);

} // namespace gordian::commands

#endif
