// What a subcommand of `gordian` is, the table of them, and the exit statuses that they share.
//
// To add one: a file with its function, a declaration here and a row in command.cpp.
#ifndef GORDIAN_ANALYZER_COMMANDS_COMMAND_H
#define GORDIAN_ANALYZER_COMMANDS_COMMAND_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace gordian::commands {

using Arguments = llvm::ArrayRef<std::string>;

inline constexpr int kNothingFound = 0;
inline constexpr int kWrongUsage = 2;
inline constexpr int kUnreadableLog = 3;
inline constexpr int kFindings = 66;
inline constexpr int kCannotRun = 127; ///< as shells and env say it: the program could not be started

struct Command {
  llvm::StringLiteral name;
  llvm::StringLiteral summary;
  int (*run)(Arguments arguments); ///< what follows the command's name; returns the exit status
};

llvm::ArrayRef<Command> commandTable();

int runRun(Arguments arguments);
int runReport(Arguments arguments);
int runBaseline(Arguments arguments);
int runFlags(Arguments arguments);
int runCc(Arguments arguments);
int runCxx(Arguments arguments);
int runDump(Arguments arguments);

/// Everything behind the program's name; returns the exit status.
int runGordian(Arguments arguments);

/// Prints "gordian: error: <sentence>" to stderr.
void printError(const std::string &sentence);
void printWarning(const std::string &sentence);
/// Prints the sentence and returns kWrongUsage.
int wrongUsage(const std::string &sentence);
void printVersion();

/// The one of `known` that is nearest to `given`, as ": did you mean 'x'?"; empty if none is near.
std::string didYouMean(llvm::StringRef given, llvm::ArrayRef<llvm::StringRef> known);

} // namespace gordian::commands

#endif
