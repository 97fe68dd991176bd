// gordian profile: which locks, channels and other objects the threads waited for, and how long.
#include "commands/command.h"

#include "analysis/waits.h"
#include "commands/files.h"
#include "commands/logs.h"
#include "commands/options.h"
#include "findings/phrases.h"
#include "report/parts.h"
#include "report/pprof.h"
#include "trace/load.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <array>
#include <map>

namespace gordian::commands {

namespace {

constexpr std::array<OptionSpec, 2> kOptions = {{
    {"--format", "FORMAT", "text (default) or pprof (gzip'd, for 'go tool pprof' and its relatives)"},
    {"-o", "FILE", "write it there"},
}};

constexpr Usage kUsage = {
    "profile", "[OPTIONS] LOG|FOLDER...",
    "Prints what threads waited for and how long, from the logs of runs. Logs of clean runs are kept by\n"
    "GORDIAN_OPTIONS=keep_log=1:log_dir=FOLDER; only waits that really blocked have times.\n",
    kOptions};

struct Line {
  std::string what;
  findings::Stack stack;
  uint64_t count = 0, total_us = 0, longest_us = 0;
};

class Profile {
public:
  void add(const analysis::BlockedWait &wait) {
    std::string what = wait.operation + (wait.object ? " " + findings::objectPhrase(*wait.object) : std::string());
    Line &line = lines_[what + "\n" + findings::placePhrase(wait.stack)];
    if (line.count++ == 0) {
      line.what = what;
      line.stack = wait.stack;
    }
    line.total_us += wait.took_us;
    line.longest_us = std::max(line.longest_us, wait.took_us);
    uint64_t end_ns = wait.began_ns + wait.took_us * 1000;
    start_ns_ = start_ns_ ? std::min(start_ns_, wait.began_ns) : wait.began_ns;
    end_ns_ = std::max(end_ns_, end_ns);
  }

  /// Longest first.
  std::vector<Line> sorted() const {
    std::vector<Line> lines;
    for (const auto &[key, line] : lines_)
      lines.push_back(line);
    std::stable_sort(lines.begin(), lines.end(),
                     [](const Line &one, const Line &other) { return one.total_us > other.total_us; });
    return lines;
  }

  void writeText(llvm::raw_ostream &out) const {
    std::vector<Line> lines = sorted();
    if (lines.empty()) {
      out << "gordian: no wait of any thread blocked\n";
      return;
    }
    out << "   waited ms    times  longest ms  what, and where\n";
    for (const Line &line : lines)
      out << llvm::format("%12.3f %8llu %11.3f  ", double(line.total_us) / 1000, (unsigned long long)line.count,
                          double(line.longest_us) / 1000)
          << report::shown(line.what, true) << "  " << report::shown(findings::placePhrase(line.stack), true) << "\n";
  }

  std::string pprof() const {
    std::vector<report::ProfileSample> samples;
    for (const Line &line : sorted())
      samples.push_back({line.stack, line.what, line.count, line.total_us * 1000});
    return report::pprofOf(samples, start_ns_, end_ns_ > start_ns_ ? end_ns_ - start_ns_ : 0);
  }

private:
  std::map<std::string, Line> lines_;
  uint64_t start_ns_ = 0, end_ns_ = 0;
};

} // namespace

int runProfile(Arguments arguments) {
  int status = 0;
  auto parsed = parseOptions(arguments, kUsage, status);
  if (!parsed)
    return status;
  if (parsed->words.empty())
    return wrongUsage("no log given: gordian profile LOG|FOLDER...");
  std::string format = "text", file;
  for (const GivenOption &option : parsed->options)
    (option.name == "-o" ? file : format) = option.value;
  if (format != "text" && format != "pprof")
    return wrongUsage("unknown format '" + format + "': the formats of a profile are text and pprof");
  Profile profile;
  for (const std::string &path : logsNamed(parsed->words)) {
    std::string error;
    auto trace = trace::loadTrace(path, error);
    if (!trace) {
      printError(error);
      status = kUnreadableLog;
      continue;
    }
    symbols::Places places(*trace);
    analysis::Describer describer(*trace, places);
    for (const analysis::BlockedWait &wait : analysis::blockedWaits(describer))
      profile.add(wait);
  }
  std::string text;
  llvm::raw_string_ostream out(text);
  if (format == "pprof")
    out << profile.pprof();
  else
    profile.writeText(out);
  return writeWholeFile(file, out.str()) ? status : kWrongUsage;
}

} // namespace gordian::commands
