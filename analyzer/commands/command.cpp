#include "commands/command.h"

#include "build_paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <array>

namespace gordian::commands {

namespace {

constexpr std::array<Command, 7> kCommands = {{
    {"run", "run a program and report what is found", runRun},
    {"report", "report on the logs of earlier runs", runReport},
    {"baseline", "take what is known today as the baseline: only new findings fail", runBaseline},
    {"flags", "print the flags that compile and link with Gordian", runFlags},
    {"cc", "compile C with Gordian: clang with the right flags", runCc},
    {"c++", "compile C++ with Gordian: clang++ with the right flags", runCxx},
    {"dump", "print a log in readable lines", runDump},
}};

void printHelp(llvm::raw_ostream &out) {
  out << "gordian finds data races and deadlocks in C and C++ programs.\n\n"
         "usage: gordian COMMAND [OPTIONS] ...\n\ncommands:\n";
  for (const Command &command : kCommands)
    out << "  " << llvm::left_justify(command.name, 10) << command.summary << "\n";
  out << "\noptions:\n  --help     print this, or a command's own help: gordian COMMAND --help\n"
         "  --version  print the version\n\n"
         "example:\n  gordian c++ -g -O1 app.cpp -o app\n  gordian run -- ./app\n";
}

} // namespace

llvm::ArrayRef<Command> commandTable() { return kCommands; }

void printError(const std::string &sentence) { llvm::errs() << "gordian: error: " << sentence << "\n"; }

void printWarning(const std::string &sentence) { llvm::errs() << "gordian: warning: " << sentence << "\n"; }

int wrongUsage(const std::string &sentence) {
  printError(sentence);
  return kWrongUsage;
}

void printVersion() { llvm::outs() << "gordian " GORDIAN_VERSION " for clang " GORDIAN_LLVM_MAJOR "\n"; }

std::string didYouMean(llvm::StringRef given, llvm::ArrayRef<llvm::StringRef> known) {
  llvm::StringRef nearest;
  unsigned best = std::max<unsigned>(2, given.size() / 3) + 1;
  for (llvm::StringRef candidate : known) {
    unsigned distance = given.edit_distance(candidate, /*AllowReplacements=*/true, best);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest.empty() ? "" : (": did you mean '" + nearest + "'?").str();
}

int runGordian(Arguments arguments) {
  if (arguments.empty()) {
    printHelp(llvm::errs());
    return kWrongUsage;
  }
  llvm::StringRef name = arguments[0];
  if (name == "--help" || name == "-h" || name == "help") {
    printHelp(llvm::outs());
    return kNothingFound;
  }
  if (name == "--version") {
    printVersion();
    return kNothingFound;
  }
  for (const Command &command : kCommands)
    if (command.name == name)
      return command.run(arguments.drop_front());
  std::vector<llvm::StringRef> known = {"--help", "--version"};
  for (const Command &command : kCommands)
    known.push_back(command.name);
  std::string near = didYouMean(name, known);
  return wrongUsage((name.starts_with("-") ? "unknown option '" : "unknown command '") + name.str() + "'" +
                    (near.empty() ? ": see gordian --help" : near));
}

} // namespace gordian::commands
