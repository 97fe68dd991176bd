// gordian help: the help of a command, and the run-time options of the program under test.
//
// Made from the tables that the parsers use: each command's own, and runtime/abi/options.inc.
#include "commands/command.h"

#include "build_paths.h"
#include "report/formats.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace gordian::commands {

namespace {

struct RuntimeOption {
  const char *type, *name, *default_value, *help;
};
constexpr RuntimeOption kRuntimeOptions[] = {
#define GORDIAN_OPTION(type, name, default_value, help) {#type, #name, #default_value, help},
#include "runtime/abi/options.inc"
};

struct ForeignOption {
  const char *name, *why;
};
constexpr ForeignOption kIdleOptions[] = {
#define GORDIAN_IDLE(name, why) {#name, why},
#include "runtime/abi/options.inc"
};
constexpr ForeignOption kRefusedOptions[] = {
#define GORDIAN_REFUSED(name, why) {#name, why},
#include "runtime/abi/options.inc"
};

/// The default as people type it, from the source of the table: OnDeadlock::kReportAndExit is report_and_exit.
std::string shownDefault(const RuntimeOption &option) {
  llvm::StringRef text = option.default_value;
  if (text == "\"\"")
    return "''";
  if (text == "true" || text == "false")
    return text == "true" ? "1" : "0";
  size_t colon = text.rfind("::k");
  if (colon == llvm::StringRef::npos)
    return text.str();
  std::string word;
  for (char c : text.drop_front(colon + 3)) {
    if (llvm::isUpper(c) && !word.empty())
      word += '_';
    word += llvm::toLower(c);
  }
  return word;
}

void printOptions(llvm::raw_ostream &out) {
  out << "Options of a program that was built with Gordian, in its environment:\n"
         "  GORDIAN_OPTIONS=key=value:key=value   (also separated by commas or white space; quotes allowed)\n\n";
  for (const RuntimeOption &option : kRuntimeOptions)
    out << "  " << llvm::left_justify(std::string(option.name) + "=" + shownDefault(option), 30) << " " << option.help << "\n";
  out << "\nThreadSanitizer's options that are accepted and change nothing:\n\n";
  for (const ForeignOption &option : kIdleOptions)
    out << "  " << llvm::left_justify(option.name, 30) << " " << option.why << "\n";
  out << "\nThreadSanitizer's options that are refused:\n\n";
  for (const ForeignOption &option : kRefusedOptions)
    out << "  " << llvm::left_justify(option.name, 30) << " " << option.why << "\n";
}

/// The rows of the table in README.md, which a test compares.
void printMarkdown(llvm::raw_ostream &out) {
  for (const RuntimeOption &option : kRuntimeOptions)
    out << "| `" << option.name << "` | `" << shownDefault(option) << "` | " << option.help << " |\n";
}

std::string roff(llvm::StringRef text) {
  std::string result;
  for (char c : text)
    result += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
  return result;
}

void printOptionsManual(llvm::raw_ostream &out) {
  out << ".TH GORDIAN\\-OPTIONS 7 \"\" \"gordian " GORDIAN_VERSION "\"\n.SH NAME\ngordian\\-options \\- options of a program "
         "that was built with Gordian\n.SH SYNOPSIS\n.B GORDIAN_OPTIONS=\\fIkey\\fR=\\fIvalue\\fR:\\fIkey\\fR=\\fIvalue\\fR\n.I "
         "program\n.SH DESCRIPTION\nPairs are separated by colons, commas or white space; a value in quotes may contain them. "
         "An unknown key is an error.\nThe program's own function __gordian_default_options() comes first, then files "
         "(include), then the environment: the later one holds.\n.SH OPTIONS\n";
  for (const RuntimeOption &option : kRuntimeOptions)
    out << ".TP\n.B " << roff(option.name) << "=" << roff(shownDefault(option)) << "\n" << roff(option.help) << "\n";
  out << ".SH \"OPTIONS OF THREADSANITIZER\"\nAccepted, and without effect, since what they ask for is so anyway:\n";
  for (const ForeignOption &option : kIdleOptions)
    out << ".TP\n.B " << roff(option.name) << "\n" << roff(option.why) << "\n";
  out << ".PP\nRefused, since they have no counterpart:\n";
  for (const ForeignOption &option : kRefusedOptions)
    out << ".TP\n.B " << roff(option.name) << "\n" << roff(option.why) << "\n";
  out << ".SH \"SEE ALSO\"\n.BR gordian (1)\n";
}

void printManual(llvm::raw_ostream &out) {
  out << ".TH GORDIAN 1 \"\" \"gordian " GORDIAN_VERSION "\"\n.SH NAME\ngordian \\- find data races and deadlocks in C and C++ "
         "programs\n.SH SYNOPSIS\n.B gordian\n.I COMMAND\n.RI [ OPTIONS ]\n.SH DESCRIPTION\nA program that was compiled with "
         "Gordian writes a log while it runs, and reports at its end what was found in it.\nThis command compiles such "
         "programs, runs them, and reads their logs.\n.SH COMMANDS\n";
  for (const Command &command : commandTable())
    out << ".TP\n.B " << roff(command.name) << "\n" << roff(command.summary) << "\n";
  out << ".SH \"EXIT STATUS\"\n0: nothing found. 66: findings. 2: wrong usage. 3: a log that cannot be read.\n"
         ".SH EXAMPLE\n.nf\ngordian c++ \\-g \\-O1 app.cpp \\-o app\ngordian run \\-\\- ./app\n.fi\n.SH \"SEE ALSO\"\n";
  for (const Command &command : commandTable())
    out << ".BR gordian\\-" << roff(command.name) << " (1),\n";
  out << ".BR gordian\\-options (7)\n";
}

void printCommandNames(llvm::raw_ostream &out) {
  for (const Command &command : commandTable())
    out << command.name << "\n";
}

void printFormats(llvm::raw_ostream &out) {
  for (const report::Format &format : report::formats())
    out << format.name << "\n";
}

int helpOn(llvm::StringRef topic) {
  for (const Command &command : commandTable())
    if (command.name == topic && topic != "help")
      return command.run({std::string("--help")});
  std::vector<llvm::StringRef> known = {"options"};
  for (const Command &command : commandTable())
    known.push_back(command.name);
  std::string near = didYouMean(topic, known);
  return wrongUsage("no help on '" + topic.str() + "'" + (near.empty() ? ": see gordian --help" : near));
}

} // namespace

int runHelp(Arguments arguments) {
  llvm::StringRef topic = arguments.empty() ? llvm::StringRef("--help") : llvm::StringRef(arguments[0]);
  llvm::raw_ostream &out = llvm::outs();
  using Printer = void (*)(llvm::raw_ostream &);
  // The last five serve the build, the tests and the shells' completion.
  constexpr std::pair<llvm::StringLiteral, Printer> kTopics[] = {{"options", printOptions},
                                                                 {"--markdown-options", printMarkdown},
                                                                 {"--manual-options", printOptionsManual},
                                                                 {"--manual", printManual},
                                                                 {"--help-words", printCommandNames},
                                                                 {"--formats", printFormats}};
  for (auto [name, print] : kTopics)
    if (topic == name)
      return print(out), kNothingFound;
  if (topic == "--help") {
    out << "usage: gordian help COMMAND\n       gordian help options\n\nThe help of a command, or the options of a program "
           "that was built with Gordian (GORDIAN_OPTIONS).\n";
    return kNothingFound;
  }
  if (topic == "--help-manual")
    return printManual(out), kNothingFound;
  return helpOn(topic);
}

} // namespace gordian::commands
