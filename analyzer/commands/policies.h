// What people have decided about findings: suppressions and baseline, from options and from GORDIAN_OPTIONS.
#ifndef GORDIAN_ANALYZER_COMMANDS_POLICIES_H
#define GORDIAN_ANALYZER_COMMANDS_POLICIES_H

#include "commands/options.h"
#include "findings/baseline.h"
#include "findings/suppress.h"

namespace gordian::commands {

inline constexpr OptionSpec kSuppressionsOption = {
    "--suppressions", "FILE", "findings not to report, also as ThreadSanitizer's; may be given several times"};
inline constexpr OptionSpec kBaselineOption = {
    "--baseline", "FILE", "only findings that are not in it fail (make it with: gordian baseline update)"};
inline constexpr OptionSpec kGenerateOption = {"--gen-suppressions", "FILE",
                                               "write suppressions for what was found there ('-': stdout)"};

class Policies {
public:
  /// Reads the options and the files that they and suppressions= and baseline= in GORDIAN_OPTIONS name. False, after a
  /// sentence on stderr, if one cannot be read.
  bool read(const std::vector<GivenOption> &options);

  /// Marks the report's findings, and writes the suppressions that were asked for. `tells_unused`: also name the
  /// suppressions that matched nothing. False, after a sentence, if they cannot be written.
  bool apply(findings::Report &report, bool tells_unused);

private:
  bool addSuppressions(const std::string &file);
  bool setBaseline(const std::string &file);

  findings::Suppressions suppressions_;
  std::optional<findings::Baseline> baseline_;
  std::string generated_;
};

/// The value of `key` in GORDIAN_OPTIONS; empty if it is not there. The last one counts, as in the runtime.
std::string runtimeOption(llvm::StringRef key);

/// The whole file. On failure returns nothing, after a sentence on stderr that says what the file was wanted for.
std::optional<std::string> readWholeFile(const std::string &file, const std::string &purpose);

} // namespace gordian::commands

#endif
