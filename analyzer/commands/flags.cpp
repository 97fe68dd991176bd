// gordian flags: the flags that compile and link with Gordian, for build systems and command lines.
#include "commands/command.h"

#include "commands/installation.h"
#include "commands/options.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <array>

namespace gordian::commands {

namespace {

constexpr std::array<OptionSpec, 4> kOptions = {{
    {"--compile", "", "flags for compiling"},
    {"--link", "", "flags for linking an executable (a shared object needs none)"},
    {"--plugin", "", "path of the plugin"},
    {"--include", "", "path of the folder with gordian/chan.hpp and its like"},
}};

constexpr Usage kUsage = {"flags", "[--compile] [--link] [--plugin] [--include]",
                          "Prints what was asked for on one line, fit for $(...); without an option, the flags for\n"
                          "compiling and linking in one command.\n",
                          kOptions};

} // namespace

int runFlags(Arguments arguments) {
  int status = 0;
  auto parsed = parseOptions(arguments, kUsage, status);
  if (!parsed)
    return status;
  if (!parsed->words.empty())
    return wrongUsage("'" + parsed->words[0] + "' is one word too many: gordian flags " + kUsage.synopsis.str());
  if (parsed->options.empty())
    parsed->options = {{"--compile", ""}, {"--link", ""}};
  Installation installation;
  std::vector<std::string> words;
  auto add = [&](std::vector<std::string> more) { words.insert(words.end(), more.begin(), more.end()); };
  for (const GivenOption &option : parsed->options) {
    if (option.name == "--compile")
      add(installation.compileFlags());
    else if (option.name == "--link")
      add(installation.linkFlags());
    else if (option.name == "--plugin")
      add({installation.plugin()});
    else
      add({installation.includeFolder()});
  }
  llvm::outs() << llvm::join(words, " ") << "\n";
  return kNothingFound;
}

} // namespace gordian::commands
