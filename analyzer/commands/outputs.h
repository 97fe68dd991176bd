// Where a report goes and in which formats: the options --format and -o, which `run` and `report` share.
#ifndef GORDIAN_ANALYZER_COMMANDS_OUTPUTS_H
#define GORDIAN_ANALYZER_COMMANDS_OUTPUTS_H

#include "commands/options.h"
#include "findings/finding.h"
#include "report/formats.h"

namespace gordian::commands {

inline constexpr OptionSpec kFormatOption = {"--format", "FORMAT",
                                             "text (default) or json; may be given several times"};
inline constexpr OptionSpec kFileOption = {"-o", "FILE",
                                           "write the report there; belongs to the --format before it ('-': stdout)"};

struct Output {
  const report::Format *format;
  std::string file; ///< empty: the standard stream
};

class Outputs {
public:
  /// Reads the options. An -o belongs to the --format before it, or else to the first one. False, after a sentence on
  /// stderr, if they make no sense.
  bool read(const std::vector<GivenOption> &options);

  bool hasFile() const;
  bool hasFormat() const { return has_format_; }
  /// Writes the report to all outputs; those without a file go to `standard`. False, after a sentence, if one fails.
  bool write(const findings::Report &report, llvm::raw_ostream &standard) const;
  const std::vector<Output> &all() const { return outputs_; }

private:
  std::vector<Output> outputs_;
  bool has_format_ = false;
};

} // namespace gordian::commands

#endif
