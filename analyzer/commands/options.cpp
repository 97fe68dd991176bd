#include "commands/options.h"

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
