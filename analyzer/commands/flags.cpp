// gordian flags: the flags that compile and link with Gordian, for build systems and command lines.
#include "commands/command.h"

#include "commands/installation.h"
#include "commands/options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <array>

namespace gordian::commands {

namespace {

constexpr std::array<OptionSpec, 7> kOptions = {{
    {"--compile", "", "flags for compiling"},
    {"--link", "", "flags for linking an executable (a shared object needs none)"},
    {"--plugin", "", "path of the plugin"},
    {"--include", "", "path of the folder with gordian/chan.hpp and its like"},
    {"--cmake", "", "path of the CMake package, for -DGordian_DIR="},
    {"--toolchain", "", "path of a toolchain file for CMake, for -DCMAKE_TOOLCHAIN_FILE="},
    {"--meson", "", "a native file for Meson, whole: --native-file <(gordian flags --meson)"},
}};

constexpr Usage kUsage = {"flags", "[--compile] [--link] [--plugin] [--include] [--cmake] [--toolchain] [--meson]",
                          "Prints what was asked for on one line, fit for $(...); without an option, the flags for\n"
                          "compiling and linking in one command.\n",
                          kOptions};

/// Paths in a native file are taken as seen from the folder of the build, so a file that lies somewhere can't name its
/// neighbours; one that is printed can.
int printMesonFile(const Installation &installation, size_t option_count) {
  if (option_count > 1)
    return wrongUsage("'--meson' prints a file, which leaves no room for other options beside it");
  llvm::outs() << "# Meson: checks a whole project as it is. A shared object finds the hooks in the executable that loads\n"
                  "# it, so it may leave them undefined (b_lundef).\n[binaries]\n"
               << "c = '" << installation.wrapper(false) << "'\ncpp = '" << installation.wrapper(true)
               << "'\n\n[built-in options]\nb_lundef = false\n";
  return kNothingFound;
}

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
  if (llvm::any_of(parsed->options, [](const GivenOption &option) { return option.name == "--meson"; }))
    return printMesonFile(installation, parsed->options.size());
  std::vector<std::string> words;
  auto add = [&](std::vector<std::string> more) { words.insert(words.end(), more.begin(), more.end()); };
  for (const GivenOption &option : parsed->options) {
    if (option.name == "--compile")
      add(installation.compileFlags());
    else if (option.name == "--link")
      add(installation.linkFlags());
    else if (option.name == "--plugin")
      add({installation.plugin()});
    else if (option.name == "--cmake")
      add({installation.packageFolder()});
    else if (option.name == "--toolchain")
      add({installation.toolchainFile()});
    else
      add({installation.includeFolder()});
  }
  llvm::outs() << llvm::join(words, " ") << "\n";
  return kNothingFound;
}

} // namespace gordian::commands
