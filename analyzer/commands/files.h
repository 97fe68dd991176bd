// Whole files in and out, with a sentence on stderr when that fails.
#ifndef GORDIAN_ANALYZER_COMMANDS_FILES_H
#define GORDIAN_ANALYZER_COMMANDS_FILES_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace gordian::commands {

/// On failure returns nothing, after a sentence that says what the file was wanted for: "the baseline".
std::optional<std::string> readWholeFile(const std::string &file, const std::string &purpose);

/// Empty or "-" is standard output. False, after a sentence, if it cannot be written.
bool writeWholeFile(const std::string &file, llvm::StringRef bytes);

} // namespace gordian::commands

#endif
