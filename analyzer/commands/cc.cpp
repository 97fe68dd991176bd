// gordian cc and gordian c++: clang with Gordian's flags where they belong, fit for CC= of any build system.
#include "commands/command.h"

#include "build_paths.h"
#include "commands/compiler_line.h"
#include "commands/installation.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

namespace gordian::commands {

namespace {

/// The compiler: what the environment says (it may be several words: "ccache clang-22"), or the clang that this gordian
/// was built for.
std::vector<std::string> compilerFor(bool is_cxx) {
  const char *given = getenv(is_cxx ? "GORDIAN_CXX" : "GORDIAN_CC");
  if (given && *given) {
    llvm::BumpPtrAllocator allocator;
    llvm::StringSaver saver(allocator);
    llvm::SmallVector<const char *, 4> words;
    llvm::cl::TokenizeGNUCommandLine(given, saver, words);
    return {words.begin(), words.end()};
  }
  std::string name = is_cxx ? "clang++-" GORDIAN_LLVM_MAJOR : "clang-" GORDIAN_LLVM_MAJOR;
  if (llvm::sys::findProgramByName(name))
    return {name};
  std::string installed = std::string(GORDIAN_LLVM_BIN) + (is_cxx ? "/clang++" : "/clang");
  return {llvm::sys::fs::exists(installed) ? installed : name};
}

/// Gordian's flags among the compiler's "unused argument" warnings would be noise, or an error under -Werror.
void addQuietly(std::vector<std::string> &line, const std::vector<std::string> &flags) {
  if (flags.empty())
    return;
  line.push_back("--start-no-unused-arguments");
  line.insert(line.end(), flags.begin(), flags.end());
  line.push_back("--end-no-unused-arguments");
}

/// Where the plugin is not loaded, its arguments would be unknown options.
bool isPluginArgument(llvm::StringRef word) { return word.starts_with("-fplugin-arg-gordian-"); }

std::string problemOf(const CompilerLine &line, const Installation &installation) {
  if (line.linksExecutable() && line.is_static && line.hasRuntime())
    return "a static executable (-static) is not supported, since Gordian must stand between the program and libc: "
           "link without -static";
  if (line.compiles() && line.hasRuntime() && !installation.whyNoPlugin().empty())
    return installation.whyNoPlugin();
  if (line.linksExecutable() && line.hasRuntime())
    return installation.whyNoRuntime();
  return "";
}

/// What follows the person's own words, so that their folders are searched first.
std::vector<std::string> flagsBehind(const CompilerLine &line, const Installation &installation) {
  std::vector<std::string> flags;
  if (line.has_source && !line.only_asks)
    addQuietly(flags, installation.includeFlags());
  if (line.linksExecutable() && line.hasRuntime() && !line.names_runtime) {
    std::vector<std::string> link = installation.linkFlags();
    if (line.ends_in_language)
      link.insert(link.begin(), {"-x", "none"});
    addQuietly(flags, link);
  }
  if (line.links() && line.is_shared && line.forbids_undefined)
    addQuietly(flags, {"-Wl,-z,undefs"}); // the hooks are in the executable
  return flags;
}

std::vector<std::string> realCommand(bool is_cxx, Arguments arguments, const CompilerLine &line,
                                     const Installation &installation) {
  std::vector<std::string> command = compilerFor(is_cxx);
  bool loads_plugin = line.compiles() && line.hasRuntime();
  if (loads_plugin && !line.names_plugin)
    addQuietly(command, {"-fplugin=" + installation.plugin()});
  auto inputs_only = llvm::find(arguments, "--"); // behind it every word is an input
  std::copy_if(arguments.begin(), inputs_only, std::back_inserter(command),
               [&](const std::string &word) { return loads_plugin || !isPluginArgument(word); });
  llvm::append_range(command, flagsBehind(line, installation));
  command.insert(command.end(), inputs_only, arguments.end());
  return command;
}

void show(const std::vector<std::string> &command) {
  for (size_t i = 0; i < command.size(); ++i) {
    bool is_plain = !command[i].empty() &&
                    command[i].find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                                 "-_=+,./:@%") == std::string::npos;
    std::string word = command[i];
    if (!is_plain) {
      std::string quoted = "'";
      for (char c : word)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
      word = quoted + "'";
    }
    llvm::outs() << (i ? " " : "") << word;
  }
  llvm::outs() << "\n";
}

int printHelp(bool is_cxx) {
  std::string name = is_cxx ? "c++" : "cc";
  llvm::outs() << "usage: gordian " << name << " [-show] ARGUMENTS OF CLANG...\n\n"
               << "Runs " << compilerFor(is_cxx)[0]
               << " with the plugin when it compiles and with the runtime when it "
                  "links an executable.\n"
               << (is_cxx ? "GORDIAN_CXX" : "GORDIAN_CC")
               << " names another compiler of the same version. For build systems: CC='gordian cc' CXX='gordian c++'.\n"
                  "\noptions:\n  -show      print the real command instead of running it\n"
                  "  --help     print this\n  all others are clang's\n";
  return kNothingFound;
}

int runCompiler(bool is_cxx, Arguments arguments) {
  if (arguments.size() == 1 && arguments[0] == "--help")
    return printHelp(is_cxx);
  std::vector<std::string> words(arguments.begin(), arguments.end());
  bool only_shows = llvm::is_contained(words, "-show");
  llvm::erase(words, "-show");
  CompilerLine line = readCompilerLine(words);
  Installation installation;
  std::string problem = problemOf(line, installation);
  if (!problem.empty() && !only_shows) {
    printError(problem);
    return 1; // as a compiler fails, so that configure scripts see an ordinary "no"
  }
  std::vector<std::string> command = realCommand(is_cxx, words, line, installation);
  if (only_shows) {
    show(command);
    return kNothingFound;
  }
  std::vector<char *> pointers;
  for (std::string &word : command)
    pointers.push_back(word.data());
  pointers.push_back(nullptr);
  execvp(pointers[0], pointers.data());
  printError("cannot run the compiler '" + command[0] + "': " + strerror(errno) + "; set " +
             (is_cxx ? "GORDIAN_CXX" : "GORDIAN_CC"));
  return 1;
}

} // namespace

int runCc(Arguments arguments) { return runCompiler(/*is_cxx=*/false, arguments); }
int runCxx(Arguments arguments) { return runCompiler(/*is_cxx=*/true, arguments); }

} // namespace gordian::commands
