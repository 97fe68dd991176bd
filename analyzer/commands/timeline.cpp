// gordian timeline: the threads of a run, their waits and the channels between them, for a trace viewer.
#include "commands/command.h"

#include "analysis/waits.h"
#include "commands/files.h"
#include "commands/logs.h"
#include "commands/options.h"
#include "findings/phrases.h"
#include "report/timeline.h"
#include "trace/load.h"

#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <array>

namespace gordian::commands {

namespace {

constexpr std::array<OptionSpec, 1> kOptions = {{{"-o", "FILE", "write it there, not to standard output"}}};

constexpr Usage kUsage = {
    "timeline", "[OPTIONS] LOG|FOLDER...",
    "Writes Chrome's trace JSON: open it in ui.perfetto.dev (which keeps it in the browser) or in\n"
    "chrome://tracing. Logs of clean runs are kept by GORDIAN_OPTIONS=keep_log=1:log_dir=FOLDER.\n",
    kOptions};

void addRun(const trace::Trace &trace, report::Timeline &timeline) {
  symbols::Places places(trace);
  analysis::Describer describer(trace, places);
  uint32_t pid = trace.process.header.pid;
  std::string command;
  for (const std::string &word : trace.process.arguments)
    command += (command.empty() ? "" : " ") + word;
  timeline.processes.emplace_back(pid, command.empty() ? trace.process.executable : command);
  for (const auto &[id, thread] : trace.threads)
    if (thread.is_seen)
      timeline.rows.push_back({pid, uint32_t(id), findings::threadPhrase(describer.thread(uint32_t(id)))});
  for (const analysis::BlockedWait &wait : analysis::blockedWaits(describer))
    timeline.bars.push_back({pid, wait.thread,
                             wait.operation + (wait.object ? " " + findings::objectPhrase(*wait.object) : ""),
                             findings::placePhrase(wait.stack), wait.began_ns / 1000, wait.took_us, wait.ended_by});
}

} // namespace

int runTimeline(Arguments arguments) {
  int status = 0;
  auto parsed = parseOptions(arguments, kUsage, status);
  if (!parsed)
    return status;
  if (parsed->words.empty())
    return wrongUsage("no log given: gordian timeline LOG|FOLDER...");
  std::string file;
  for (const GivenOption &option : parsed->options)
    file = option.value;
  report::Timeline timeline;
  for (const std::string &path : logsNamed(parsed->words)) {
    std::string error;
    if (auto trace = trace::loadTrace(path, error)) {
      addRun(*trace, timeline);
    } else {
      printError(error);
      status = kUnreadableLog;
    }
  }
  std::string text;
  llvm::raw_string_ostream out(text);
  report::writeTimeline(timeline, out);
  return writeWholeFile(file, out.str()) ? status : kWrongUsage;
}

} // namespace gordian::commands
