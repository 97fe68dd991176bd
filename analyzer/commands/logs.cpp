#include "commands/logs.h"

#include "analysis/analyses.h"
#include "build_paths.h"
#include "findings/merge.h"
#include "trace/load.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace gordian::commands {

std::vector<std::string> logsBelow(const std::string &folder) {
  std::vector<std::string> logs;
  std::error_code error;
  for (llvm::sys::fs::recursive_directory_iterator it(folder, error, /*follow_symlinks=*/false), end;
       it != end && !error; it.increment(error))
    if (llvm::sys::path::extension(it->path()) == ".glog")
      logs.push_back(it->path());
  std::sort(logs.begin(), logs.end());
  return logs;
}

findings::Report reportOn(const std::vector<std::string> &logs) {
  findings::Report report;
  report.tool_version = GORDIAN_VERSION;
  for (const std::string &path : logs) {
    std::string error;
    if (auto trace = trace::loadTrace(path, error))
      analysis::analyze(*trace, report);
    else
      report.unreadable.push_back(error);
  }
  report.findings = findings::merge(std::move(report.findings));
  return report;
}

} // namespace gordian::commands
