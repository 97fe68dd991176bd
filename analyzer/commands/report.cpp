// gordian report: from logs to a report.
#include "commands/command.h"

#include "commands/logs.h"
#include "commands/outputs.h"
#include "findings/kinds.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

#include <array>

namespace gordian::commands {

namespace {

constexpr std::array<OptionSpec, 5> kOptions = {{
    kFormatOption,
    kFileOption,
    {"--exit-code", "N", "exit status when something was found (66)"},
    {"--quiet", "", "print nothing when nothing was found"},
    {"--remove-clean", "", "remove logs in which nothing was found"},
}};

constexpr Usage kUsage = {
    "report", "[OPTIONS] LOG|FOLDER...",
    "Reports on logs, and on every *.glog below folders; the same finding in several logs is one, with a count.\n"
    "Exit status: 0 nothing found, 66 findings, 2 wrong usage, 3 a log that cannot be read.\n",
    kOptions};

/// The logs that the words name.
std::vector<std::string> logsOf(const std::vector<std::string> &words) {
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

void removeCleanLogs(const findings::Report &report) {
  for (const findings::Run &run : report.runs)
    if (run.finding_count == 0 && run.complete)
      llvm::sys::fs::remove(run.log);
}

} // namespace

int runReport(Arguments arguments) {
  int status = 0;
  auto parsed = parseOptions(arguments, kUsage, status);
  if (!parsed)
    return status;
  if (parsed->words.empty())
    return wrongUsage("no log given: gordian report LOG|FOLDER...");
  Outputs outputs;
  if (!outputs.read(parsed->options))
    return kWrongUsage;
  int finding_status = kFindings;
  bool is_quiet = false, removes_clean = false;
  for (const GivenOption &option : parsed->options) {
    is_quiet |= option.name == "--quiet";
    removes_clean |= option.name == "--remove-clean";
    if (option.name == "--exit-code" && !parseExitCode(option.value, finding_status))
      return kWrongUsage;
  }
  findings::Report report = reportOn(logsOf(parsed->words));
  for (const std::string &sentence : report.unreadable)
    printError(sentence);
  bool is_silent = is_quiet && report.findings.empty() && report.unreadable.empty() && !outputs.hasFormat();
  if (!is_silent && !outputs.write(report, llvm::outs()))
    return kWrongUsage;
  if (removes_clean && report.unreadable.empty())
    removeCleanLogs(report);
  if (findings::fails(report))
    return finding_status;
  return report.unreadable.empty() ? kNothingFound : kUnreadableLog;
}

} // namespace gordian::commands
