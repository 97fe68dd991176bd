// The options of a command: one table makes the parser, the help and the suggestions.
#ifndef GORDIAN_ANALYZER_COMMANDS_OPTIONS_H
#define GORDIAN_ANALYZER_COMMANDS_OPTIONS_H

#include "commands/command.h"

#include <optional>
#include <vector>

namespace gordian::commands {

struct OptionSpec {
  llvm::StringLiteral name;  ///< "--format"
  llvm::StringLiteral value; ///< "FORMAT"; empty for an option without a value
  llvm::StringLiteral help;
};

struct Usage {
  llvm::StringLiteral command;     ///< "report"
  llvm::StringLiteral synopsis;    ///< "[OPTIONS] LOG|FOLDER..."
  llvm::StringLiteral description; ///< whole lines
  llvm::ArrayRef<OptionSpec> options;
  bool ends_at_first_word = false; ///< the first word that is no option begins another program's command line
};

struct GivenOption {
  std::string name, value;
};

struct Parsed {
  std::vector<GivenOption> options; ///< in the order given
  std::vector<std::string> words;
};

/// Parses, and answers --help and --version itself, --help-manual (the manual page) and --help-words (for completion) too. If nothing is left to do, returns nothing and sets `status`.
std::optional<Parsed> parseOptions(Arguments arguments, const Usage &usage, int &status);

/// An exit status from 0 to 255. False, after a sentence on stderr, if `text` is none.
bool parseExitCode(const std::string &text, int &status);

} // namespace gordian::commands

#endif
