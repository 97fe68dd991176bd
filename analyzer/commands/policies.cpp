#include "commands/policies.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdlib>
#include <ctime>

namespace gordian::commands {

namespace {

/// In UTC, so that an entry ends at the same moment on all machines.
std::string today() {
  time_t now = time(nullptr);
  tm parts = {};
  gmtime_r(&now, &parts);
  char text[16] = {};
  strftime(text, sizeof(text), "%Y-%m-%d", &parts);
  return text;
}

} // namespace

std::string runtimeOption(llvm::StringRef key) {
  const char *given = getenv("GORDIAN_OPTIONS");
  std::string value;
  llvm::SmallVector<llvm::StringRef, 8> parts;
  llvm::StringRef(given ? given : "").split(parts, ':', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts)
    if (auto [name, rest] = part.split('='); name == key)
      value = rest.trim("'\"").str();
  return value;
}

std::optional<std::string> readWholeFile(const std::string &file, const std::string &purpose) {
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer) {
    printError("cannot read " + purpose + " '" + file + "': " + buffer.getError().message());
    return std::nullopt;
  }
  return (*buffer)->getBuffer().str();
}

bool Policies::addSuppressions(const std::string &file) {
  auto text = readWholeFile(file, "the suppressions in");
  std::string error;
  if (text && !suppressions_.parse(*text, llvm::sys::path::filename(file).str(), error))
    printError(error);
  return text && error.empty();
}

bool Policies::setBaseline(const std::string &file) {
  auto text = readWholeFile(file, "the baseline");
  if (!text)
    return false;
  std::string error;
  baseline_ = findings::readBaseline(*text, file, error);
  if (!baseline_)
    printError(error);
  return baseline_.has_value();
}

bool Policies::read(const std::vector<GivenOption> &options) {
  bool are_read = true;
  std::string baseline = runtimeOption("baseline"), suppressions = runtimeOption("suppressions");
  if (!suppressions.empty())
    are_read &= addSuppressions(suppressions);
  for (const GivenOption &option : options) {
    if (option.name == kSuppressionsOption.name)
      are_read &= addSuppressions(option.value);
    if (option.name == kBaselineOption.name)
      baseline = option.value;
    if (option.name == kGenerateOption.name)
      generated_ = option.value;
  }
  return are_read && (baseline.empty() || setBaseline(baseline));
}

bool Policies::apply(findings::Report &report, bool tells_unused) {
  std::string day = today();
  suppressions_.apply(report, day);
  for (std::string &note : suppressions_.notes(day, tells_unused))
    report.notes.push_back(std::move(note));
  if (baseline_)
    findings::compareWith(*baseline_, report);
  if (generated_.empty())
    return true;
  std::error_code error;
  llvm::raw_fd_ostream file(generated_, error);
  if (!error) {
    file << findings::suppressionsFor(report);
    file.flush();
    error = file.error();
  }
  file.clear_error();
  if (error)
    printError("cannot write '" + generated_ + "': " + error.message());
  return !error;
}

} // namespace gordian::commands
