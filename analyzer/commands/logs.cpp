#include "commands/logs.h"

#include "analysis/analyses.h"
#include "build_paths.h"
#include "commands/command.h"
#include "commands/progress.h"
#include "findings/merge.h"
#include "report/json_read.h"
#include "trace/load.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

#include <algorithm>

namespace gordian::commands {

namespace {

std::string digestOf(llvm::StringRef bytes) {
  std::string digits = llvm::utohexstr(llvm::xxh3_64bits(bytes), /*LowerCase=*/true);
  return std::string(16 - digits.size(), '0') + digits;
}

std::optional<findings::Report> reportOfLog(const std::string &path, std::string &error) {
  auto buffer = log::loadLog(path, error);
  auto trace = buffer ? trace::parseTrace(buffer->getBuffer(), path, error) : std::nullopt;
  if (!trace)
    return std::nullopt;
  findings::Report report;
  report.tool_version = GORDIAN_VERSION;
  analysis::analyze(*trace, report);
  report.runs.back().id = digestOf(buffer->getBuffer());
  report.findings = findings::merge(std::move(report.findings));
  return report;
}

std::optional<findings::Report> reportOfJson(const std::string &path, std::string &error) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer) {
    error = "cannot read '" + path + "': " + buffer.getError().message();
    return std::nullopt;
  }
  return report::readJson((*buffer)->getBuffer(), path, error);
}

} // namespace

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

std::vector<std::string> logsNamed(const std::vector<std::string> &words) {
  std::vector<std::string> logs;
  for (const std::string &word : words) {
    if (!llvm::sys::fs::is_directory(word)) {
      logs.push_back(word);
      continue;
    }
    std::vector<std::string> below = logsBelow(word);
    if (below.empty())
      printWarning("no log in '" + word +
                   "': either every run was clean, since clean logs are removed, or no program "
                   "built with Gordian ran with log_dir=" +
                   word);
    llvm::append_range(logs, below);
  }
  return logs;
}

findings::Report reportOn(const std::vector<std::string> &files) {
  findings::ReportMerger merger;
  findings::Report unreadable;
  unreadable.tool_version = GORDIAN_VERSION;
  Progress progress(files.size(), "logs");
  for (size_t i = 0; i < files.size(); ++i) {
    progress.show(i);
    bool is_report = llvm::sys::path::extension(files[i]) == ".json";
    std::string error;
    if (auto part = is_report ? reportOfJson(files[i], error) : reportOfLog(files[i], error))
      merger.add(std::move(*part));
    else
      unreadable.unreadable.push_back(error);
  }
  merger.add(std::move(unreadable));
  return merger.take();
}

} // namespace gordian::commands
