// gordian report: from logs to a report.
#include "commands/command.h"

#include "commands/logs.h"
#include "commands/outputs.h"
#include "commands/policies.h"
#include "findings/kinds.h"

#include "llvm/Support/FileSystem.h"

#include <array>

namespace gordian::commands {

namespace {

constexpr std::array<OptionSpec, 10> kOptions = {{
    kFormatOption,
    kFileOption,
    kSuppressionsOption,
    kGenerateOption,
    kBaselineOption,
    kSourceRootOption,
    kColorOption,
    {"--exit-code", "N", "exit status when something was found (66)"},
    {"--quiet", "", "print nothing when nothing was found"},
    {"--remove-clean", "", "remove logs in which nothing was found"},
}};

constexpr Usage kUsage = {
    "report", "[OPTIONS] LOG|FOLDER|REPORT.json...",
    "Reports on logs, on every *.glog below folders, and on what it wrote itself with --format json; the same finding\n"
    "in several runs is one, with a count, and the order of the logs does not matter.\n"
    "Exit status: 0 nothing found, 66 findings, 2 wrong usage, 3 a log that cannot be read.\n",
    kOptions};

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
  Policies policies;
  if (!policies.read(parsed->options))
    return kWrongUsage;
  findings::Report report = reportOn(logsNamed(parsed->words));
  for (const std::string &sentence : report.unreadable)
    printError(sentence);
  if (!policies.apply(report, /*tells_unused=*/true))
    return kWrongUsage;
  bool is_silent = is_quiet && !findings::hasNews(report) && report.unreadable.empty() && !outputs.hasFormat();
  if (!is_silent && !outputs.write(report, llvm::outs()))
    return kWrongUsage;
  if (removes_clean && report.unreadable.empty())
    removeCleanLogs(report);
  if (findings::fails(report))
    return finding_status;
  return report.unreadable.empty() ? kNothingFound : kUnreadableLog;
}

} // namespace gordian::commands
