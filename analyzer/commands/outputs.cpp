#include "commands/outputs.h"

#include "commands/sources.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

#include <cstdlib>

namespace gordian::commands {

namespace {

/// Closes (or flushes) the stream and says what went wrong with it, if anything did. LLVM would end the process
/// instead.
bool finish(llvm::raw_fd_ostream &stream, const std::string &name, bool closes) {
  closes ? stream.close() : stream.flush();
  std::error_code error = stream.error();
  stream.clear_error();
  if (error)
    printError("cannot write " + name + ": " + error.message());
  return !error;
}

bool writeFile(const report::Format &format, const findings::Report &report, const std::string &path, bool appends) {
  std::error_code error;
  llvm::raw_fd_ostream file(path, error, appends ? llvm::sys::fs::OF_Append : llvm::sys::fs::OF_None);
  if (error) {
    file.clear_error();
    printError("cannot write '" + path + "': " + error.message());
    return false;
  }
  format.write(report, file);
  return finish(file, "'" + path + "'", /*closes=*/path != "-");
}

} // namespace

bool Outputs::read(const std::vector<GivenOption> &options) {
  std::vector<GivenOption> given;
  for (const GivenOption &option : options) {
    if (option.name == kSourceRootOption.name)
      source_root_ = option.value;
    else if (option.name == kColorOption.name)
      color_ = option.value;
    else if (option.name == kFormatOption.name || option.name == kFileOption.name)
      given.push_back(option);
  }
  if (color_ != "auto" && color_ != "always" && color_ != "never") {
    wrongUsage("'--color " + color_ + "' is neither auto, always nor never");
    return false;
  }
  for (size_t i = 0; i < given.size(); ++i) {
    const std::string &value = given[i].value;
    if (given[i].name == kFileOption.name) {
      if (value.empty()) {
        wrongUsage("option '-o' needs the name of a file");
        return false;
      }
      bool belongs_before = !outputs_.empty() && outputs_.back().format && outputs_.back().file.empty();
      if (belongs_before)
        outputs_.back().file = value;
      else
        outputs_.push_back({nullptr, value});
      continue;
    }
    const report::Format *format = report::findFormat(value);
    if (!format) {
      wrongUsage("unknown format '" + value + "': the formats are " + report::formatNames());
      return false;
    }
    has_format_ = true;
    bool has_own_file = i + 1 < given.size() && given[i + 1].name == kFileOption.name;
    if (!has_own_file && !outputs_.empty() && !outputs_.back().format)
      outputs_.back().format = format;
    else
      outputs_.push_back({format, ""});
  }
  for (Output &output : outputs_)
    if (!output.format) {
      const report::Format *by_ending = report::formatOfFile(output.file);
      output.format = by_ending ? by_ending : report::findFormat("text");
    }
  if (outputs_.empty())
    outputs_.push_back({report::findFormat("text"), ""});
  return true;
}

bool Outputs::hasFile() const {
  return llvm::any_of(outputs_, [](const Output &output) { return !output.file.empty() && output.file != "-"; });
}

/// As most tools: NO_COLOR in the environment (no-color.org) and a dumb terminal turn it off.
bool Outputs::wantsColor(const llvm::raw_fd_ostream &stream) const {
  const char *no_color = getenv("NO_COLOR");
  return color_ == "always" || (color_ == "auto" && !(no_color && *no_color) && stream.has_colors());
}

bool Outputs::write(findings::Report &report, llvm::raw_fd_ostream &standard) const {
  report.source_root = sourceRoot(source_root_);
  if (llvm::any_of(outputs_, [](const Output &output) { return output.format->shows_source; }))
    readSources(report);
  bool all_written = true;
  for (const Output &output : outputs_) {
    if (output.file.empty()) {
      report.has_color = wantsColor(standard);
      output.format->write(report, standard);
      all_written &= finish(standard, "the report", /*closes=*/false);
      report.has_color = false;
    } else {
      all_written &= writeFile(*output.format, report, output.file, /*appends=*/false);
    }
    const char *summary = output.format->name == "github" ? getenv("GITHUB_STEP_SUMMARY") : nullptr;
    if (summary && *summary)
      all_written &= writeFile(*report::findFormat("markdown"), report, summary, /*appends=*/true);
  }
  return all_written;
}

} // namespace gordian::commands
