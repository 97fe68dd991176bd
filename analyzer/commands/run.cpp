// gordian run: run a program, then report on the logs that it and its children left.
#include "commands/command.h"

#include "commands/child.h"
#include "commands/logs.h"
#include "commands/outputs.h"
#include "commands/policies.h"
#include "findings/kinds.h"
#include "findings/phrases.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <set>

namespace gordian::commands {

namespace {

constexpr std::array<OptionSpec, 9> kOptions = {{
    kFormatOption,
    kFileOption,
    kSuppressionsOption,
    kGenerateOption,
    kBaselineOption,
    kSourceRootOption,
    kColorOption,
    {"--exit-code", "N", "exit status when something was found (66); 0: the program's own"},
    {"--log-dir", "FOLDER", "keep the logs there"},
}};

constexpr Usage kUsage = {
    "run", "[OPTIONS] [--] PROGRAM [ARGUMENTS]",
    "Runs the program and reports what was found, on stderr unless -o says where.\n"
    "Exit status: the program's own (128 + signal if one killed it) when nothing was found, 66 when something was,\n"
    "2 wrong usage, 127 the program cannot be run.\n",
    kOptions, /*ends_at_first_word=*/true};

/// Where this run's logs lie: a folder of our own in the temporary folder, or one that the person named.
struct LogFolder {
  std::string path;
  bool is_own = false;
  std::set<std::string> before; ///< logs that were there already

  std::vector<std::string> newLogs() const {
    std::vector<std::string> logs = logsBelow(path);
    llvm::erase_if(logs, [&](const std::string &log) { return before.count(log) != 0; });
    return logs;
  }
};

bool openFolder(const std::string &named, LogFolder &folder) {
  if (named.empty()) {
    llvm::SmallString<128> temporary;
    llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, temporary);
    std::string pattern = (temporary + "/gordian-run-XXXXXX").str();
    if (!mkdtemp(pattern.data())) {
      printError("cannot make a folder for the logs in '" + temporary.str().str() + "': " + strerror(errno) +
                 "; name one with --log-dir");
      return false;
    }
    folder = {pattern, true, {}};
    return true;
  }
  llvm::SmallString<128> absolute(named);
  llvm::sys::fs::make_absolute(absolute);
  if (std::error_code error = llvm::sys::fs::create_directories(absolute)) {
    printError("cannot make the folder '" + named + "' for the logs: " + error.message());
    return false;
  }
  folder.path = std::string(absolute);
  for (std::string &log : logsBelow(folder.path))
    folder.before.insert(std::move(log));
  return true;
}

/// The runtime only writes the log: it neither starts a report nor changes the exit status. The person's own options
/// come last and so win, except for the folder, which is theirs already if they named one.
std::string runtimeOptions(const std::string &folder, llvm::StringRef given) {
  std::string options = "log_dir=" + folder + ":report=0:exitcode=0";
  llvm::SmallVector<llvm::StringRef, 8> parts;
  given.split(parts, ':', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts)
    if (!part.starts_with("log_dir="))
      options += ":" + part.str();
  return options;
}

void tell(const findings::Report &report, const Outputs &outputs, const LogFolder &folder) {
  if (!findings::hasNews(report))
    return;
  std::string files;
  for (const Output &output : outputs.all())
    if (!output.file.empty() && output.file != "-")
      files += (files.empty() ? "'" : ", '") + output.file + "'";
  if (!files.empty())
    llvm::errs() << "gordian: " << report::findingsPhrase(report) << ", see " << files << "\n";
  llvm::errs() << "gordian: the logs are kept in '" << folder.path << "'\n";
}

/// What must be said even when nothing was found: silence means clean, never blind.
void warnOfBlindness(const findings::Report &report, const std::string &program) {
  for (const std::string &sentence : report.unreadable)
    printError(sentence);
  if (report.runs.empty() && report.unreadable.empty())
    printWarning("'" + program +
                 "' left no log, so nothing was looked for: build it with 'gordian cc' or 'gordian c++', "
                 "or with the flags of 'gordian flags'");
}

void removeLogs(const LogFolder &folder, const std::vector<std::string> &logs) {
  for (const std::string &log : logs)
    llvm::sys::fs::remove(log);
  if (folder.is_own)
    llvm::sys::fs::remove(folder.path);
}

int reportAfter(const ChildEnd &end, const LogFolder &folder, const std::string &program, const Outputs &outputs,
                Policies &policies, int finding_status) {
  std::vector<std::string> logs = folder.newLogs();
  findings::Report report = reportOn(logs);
  warnOfBlindness(report, program);
  bool are_applied = policies.apply(report, /*tells_unused=*/false);
  bool has_news = findings::hasNews(report);
  bool is_whole = llvm::all_of(report.runs, [](const findings::Run &run) { return run.complete; });
  // A clean run is silent, unless the person asked for a format, or the log lacks something.
  bool has_text = has_news || outputs.hasFile() || outputs.hasFormat() || !is_whole;
  bool is_written = !has_text || outputs.write(report, llvm::errs());
  tell(report, outputs, folder);
  if (!has_news && report.unreadable.empty())
    removeLogs(folder, logs);
  if (!is_written || !are_applied)
    return kWrongUsage;
  return findings::fails(report) && finding_status != 0 ? finding_status : end.status;
}

} // namespace

int runRun(Arguments arguments) {
  int status = 0;
  auto parsed = parseOptions(arguments, kUsage, status);
  if (!parsed)
    return status;
  if (parsed->words.empty())
    return wrongUsage("no program given: gordian run -- PROGRAM [ARGUMENTS]");
  Outputs outputs;
  if (!outputs.read(parsed->options))
    return kWrongUsage;
  Policies policies;
  if (!policies.read(parsed->options))
    return kWrongUsage;
  const char *given = getenv("GORDIAN_OPTIONS");
  std::string given_options = given ? given : "";
  std::string named = runtimeOption("log_dir");
  int finding_status = kFindings;
  for (const GivenOption &option : parsed->options) {
    if (option.name == "--log-dir")
      named = option.value;
    if (option.name == "--exit-code" && !parseExitCode(option.value, finding_status))
      return kWrongUsage;
  }
  LogFolder folder;
  if (!openFolder(named, folder))
    return kWrongUsage;
  llvm::outs().flush();
  ChildEnd end = runChild(parsed->words, {"GORDIAN_OPTIONS=" + runtimeOptions(folder.path, given_options)});
  if (!end.was_started) {
    removeLogs(folder, {});
    printError("cannot run '" + parsed->words[0] + "': " + end.error);
    return kCannotRun;
  }
  return reportAfter(end, folder, parsed->words[0], outputs, policies, finding_status);
}

} // namespace gordian::commands
