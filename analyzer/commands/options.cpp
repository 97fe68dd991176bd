#include "commands/options.h"

#include "build_paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace gordian::commands {

namespace {

void printHelp(const Usage &usage) {
  llvm::raw_ostream &out = llvm::outs();
  out << "usage: gordian " << usage.command << " " << usage.synopsis << "\n\n" << usage.description << "\noptions:\n";
  auto line = [&](llvm::StringRef option, llvm::StringRef help) {
    out << "  " << llvm::left_justify(option, 22) << " " << help << "\n";
  };
  for (const OptionSpec &option : usage.options)
    line((option.name + (option.value.empty() ? "" : " ") + option.value).str(), option.help);
  line("--help", "print this");
  line("--version", "print the version");
}

/// Text for a manual page: what the formatter would take for a command or an escape is made harmless.
std::string manualText(llvm::StringRef text) {
  std::string result;
  for (char c : text) {
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n'))
      result += std::string("\\&") + c;
    else
      result += c;
  }
  return result;
}

/// The page of section 1 for this command, made at build time from the table that the parser uses.
void printManual(const Usage &usage) {
  llvm::raw_ostream &out = llvm::outs();
  std::string name = "gordian " + usage.command.str();
  out << ".TH \"GORDIAN\\-" << llvm::StringRef(usage.command).upper() << "\" 1 \"\" \"gordian " << GORDIAN_VERSION << "\"\n"
      << ".SH NAME\n" << manualText("gordian-" + usage.command.str()) << " \\- " << manualText(summaryOf(usage.command))
      << "\n.SH SYNOPSIS\n.B " << manualText(name) << "\n" << manualText(usage.synopsis) << "\n.SH DESCRIPTION\n"
      << manualText(usage.description) << ".SH OPTIONS\n";
  auto entry = [&](llvm::StringRef option, llvm::StringRef value, llvm::StringRef help) {
    out << ".TP\n.B " << manualText(option);
    if (!value.empty())
      out << " \\fI" << manualText(value) << "\\fR";
    out << "\n" << manualText(help) << "\n";
  };
  for (const OptionSpec &option : usage.options)
    entry(option.name, option.value, option.help);
  entry("--help", "", "print a summary");
  entry("--version", "", "print the version");
  out << ".SH SEE ALSO\n.BR gordian (1),\n.BR gordian\\-options (7)\n";
}

/// One option a line, for the shells' completion.
void printWords(const Usage &usage) {
  for (const OptionSpec &option : usage.options)
    llvm::outs() << option.name << "\n";
  llvm::outs() << "--help\n--version\n";
}

int unknownOption(llvm::StringRef name, const Usage &usage) {
  std::vector<llvm::StringRef> known = {"--help", "--version"};
  for (const OptionSpec &option : usage.options)
    known.push_back(option.name);
  std::string near = didYouMean(name, known);
  return wrongUsage("unknown option '" + name.str() + "'" +
                    (near.empty() ? ": see gordian " + usage.command.str() + " --help" : near));
}

} // namespace

std::optional<Parsed> parseOptions(Arguments arguments, const Usage &usage, int &status) {
  Parsed parsed;
  for (size_t i = 0; i < arguments.size(); ++i) {
    llvm::StringRef argument = arguments[i];
    bool is_option = argument.size() > 1 && argument.starts_with("-");
    if (argument == "--" || (!is_option && usage.ends_at_first_word)) {
      parsed.words.insert(parsed.words.end(), arguments.begin() + i + (argument == "--"), arguments.end());
      return parsed;
    }
    if (!is_option) {
      parsed.words.push_back(argument.str());
      continue;
    }
    auto [name, value] = argument.split('=');
    if (name == "--help" || name == "-h" || name == "--version") {
      name == "--version" ? printVersion() : printHelp(usage);
      status = kNothingFound;
      return std::nullopt;
    }
    if (name == "--help-manual" || name == "--help-words") {
      name == "--help-manual" ? printManual(usage) : printWords(usage);
      status = kNothingFound;
      return std::nullopt;
    }
    auto spec = llvm::find_if(usage.options, [&](const OptionSpec &option) { return option.name == name; });
    if (spec == usage.options.end()) {
      status = unknownOption(name, usage);
      return std::nullopt;
    }
    bool has_value = argument.contains('=');
    if (!spec->value.empty() && !has_value) {
      if (++i == arguments.size()) {
        status = wrongUsage("option '" + name.str() + "' needs a value: " + name.str() + " " + spec->value.str());
        return std::nullopt;
      }
      value = arguments[i];
    } else if (spec->value.empty() && has_value) {
      status = wrongUsage("option '" + name.str() + "' takes no value, and '" + value.str() + "' was given");
      return std::nullopt;
    }
    parsed.options.push_back({name.str(), value.str()});
  }
  return parsed;
}

bool parseExitCode(const std::string &text, int &status) {
  unsigned value = 0;
  if (llvm::StringRef(text).getAsInteger(10, value) || value > 255) {
    wrongUsage("'--exit-code " + text + "' is no exit status: give a number from 0 to 255");
    return false;
  }
  status = int(value);
  return true;
}

} // namespace gordian::commands
