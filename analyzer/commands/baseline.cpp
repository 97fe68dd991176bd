// gordian baseline update: what is known today, in a file to be kept beside the source.
#include "commands/command.h"

#include "commands/logs.h"
#include "commands/policies.h"
#include "findings/phrases.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <array>

namespace gordian::commands {

namespace {

constexpr llvm::StringLiteral kDefaultFile = "gordian-baseline.json";

constexpr std::array<OptionSpec, 3> kOptions = {{
    {"--file", "FILE", "the baseline (gordian-baseline.json)"},
    {"--keep", "", "keep entries that did not come up: for logs of a part of the tests"},
    kSuppressionsOption,
}};

constexpr Usage kUsage = {
    "baseline", "update [OPTIONS] LOG|FOLDER|REPORT.json...",
    "Writes the findings of the logs into the baseline, so that from then on only new ones fail:\n"
    "  gordian baseline update logs/ && git add gordian-baseline.json\n"
    "  gordian run --baseline gordian-baseline.json -- ./app\n",
    kOptions};

/// Entries of the old baseline that `now` lacks.
size_t countMissing(const findings::Baseline &old, const findings::Baseline &now) {
  size_t missing = 0;
  for (const auto &[id, entry] : old)
    missing += now.count(id) == 0;
  return missing;
}

bool writeTo(const std::string &file, const findings::Baseline &baseline) {
  std::error_code error;
  // Beside it and then in its place, so that a full disk leaves the old one whole. What is no file (/dev/stdout) is
  // written directly.
  bool is_plain = !llvm::sys::fs::exists(file) || llvm::sys::fs::is_regular_file(file);
  std::string written = is_plain ? file + ".new" : file;
  llvm::raw_fd_ostream out(written, error);
  if (!error) {
    findings::writeBaseline(baseline, out);
    out.close();
    error = out.error();
  }
  out.clear_error();
  if (!error && is_plain)
    error = llvm::sys::fs::rename(written, file);
  if (error && is_plain)
    llvm::sys::fs::remove(written);
  if (error)
    printError("cannot write the baseline '" + file + "': " + error.message());
  return !error;
}

} // namespace

int runBaseline(Arguments arguments) {
  int status = 0;
  auto parsed = parseOptions(arguments, kUsage, status);
  if (!parsed)
    return status;
  std::vector<std::string> &words = parsed->words;
  if (words.empty() || words[0] != "update")
    return wrongUsage(words.empty() ? "say what to do: gordian baseline update LOG|FOLDER..."
                                    : "unknown word '" + words[0] + "': it is gordian baseline update LOG|FOLDER...");
  words.erase(words.begin());
  if (words.empty())
    return wrongUsage("no log given: gordian baseline update LOG|FOLDER...");
  std::string file = kDefaultFile.str();
  bool keeps = false;
  for (const GivenOption &option : parsed->options) {
    if (option.name == "--file")
      file = option.value;
    keeps |= option.name == "--keep";
  }
  Policies policies;
  if (!policies.read(parsed->options))
    return kWrongUsage;
  findings::Baseline old;
  if (llvm::sys::fs::is_regular_file(file)) {
    auto text = readWholeFile(file, "the baseline");
    std::string error;
    auto read = text ? findings::readBaseline(*text, file, error) : std::nullopt;
    if (!read)
      return error.empty() ? kWrongUsage : wrongUsage(error);
    old = std::move(*read);
  }
  findings::Report report = reportOn(logsNamed(words));
  for (const std::string &sentence : report.unreadable)
    printError(sentence);
  // A log that cannot be read would look like findings that are gone.
  if (!report.unreadable.empty())
    return kUnreadableLog;
  policies.apply(report, /*tells_unused=*/false);
  findings::Baseline now = findings::baselineOf(report);
  size_t added = countMissing(now, old), gone = keeps ? 0 : countMissing(old, now);
  if (keeps)
    now.insert(old.begin(), old.end());
  if (!writeTo(file, now))
    return kWrongUsage;
  llvm::errs() << "gordian: " << findings::counted(now.size(), "finding") << " in the baseline '" << file << "', "
               << added << " new, " << gone << " gone\n";
  return kNothingFound;
}

} // namespace gordian::commands
