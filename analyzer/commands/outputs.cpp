#include "commands/outputs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

namespace gordian::commands {

bool Outputs::read(const std::vector<GivenOption> &options) {
  std::string pending;
  for (const GivenOption &option : options) {
    if (option.name == kFormatOption.name) {
      const report::Format *format = report::findFormat(option.value);
      if (!format) {
        wrongUsage("unknown format '" + option.value + "': the formats are " + report::formatNames());
        return false;
      }
      has_format_ = true;
      outputs_.push_back({format, pending});
      pending.clear();
    } else if (option.name == kFileOption.name) {
      std::string &file = outputs_.empty() ? pending : outputs_.back().file;
      if (!file.empty() || option.value.empty()) {
        wrongUsage(option.value.empty() ? "option '-o' needs the name of a file"
                                        : "'-o " + option.value + "' is one file too many: give a --format before it");
        return false;
      }
      file = option.value;
    }
  }
  if (outputs_.empty())
    outputs_.push_back({report::findFormat("text"), pending});
  return true;
}

bool Outputs::hasFile() const {
  return llvm::any_of(outputs_, [](const Output &output) { return !output.file.empty() && output.file != "-"; });
}

bool Outputs::write(const findings::Report &report, llvm::raw_ostream &standard) const {
  bool all_written = true;
  for (const Output &output : outputs_) {
    if (output.file.empty()) {
      output.format->write(report, standard);
      continue;
    }
    std::error_code error;
    llvm::raw_fd_ostream file(output.file, error);
    if (!error) {
      output.format->write(report, file);
      file.close();
      error = file.error();
      file.clear_error();
    }
    if (error) {
      printError("cannot write '" + output.file + "': " + error.message());
      all_written = false;
    }
  }
  return all_written;
}

} // namespace gordian::commands
