#include "commands/installation.h"

#include "build_paths.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace gordian::commands {

namespace {

namespace path = llvm::sys::path;

/// The folder above the one that this program lies in.
std::string prefixOfThisProgram() {
  llvm::SmallString<256> self;
  if (llvm::sys::fs::real_path("/proc/self/exe", self))
    return GORDIAN_INSTALL_PREFIX;
  return path::parent_path(path::parent_path(self)).str();
}

std::string libraryFolder(const std::string &prefix) {
  const std::string candidates[] = {prefix + "/lib", prefix + "/lib/gordian", prefix + "/" GORDIAN_INSTALL_LIBDIR,
                                    prefix + "/" GORDIAN_INSTALL_LIBDIR "/gordian"};
  for (const std::string &folder : candidates)
    if (llvm::sys::fs::exists(folder + "/libgordian_rt.a") || llvm::sys::fs::exists(folder + "/gordian.so"))
      return folder;
  return candidates[0];
}

std::string notThere(const std::string &what, const std::string &file) {
  if (llvm::sys::fs::exists(file))
    return "";
  return "no " + what + " at '" + file + "': build or install all of Gordian, not this command alone";
}

} // namespace

Installation::Installation() {
  prefix_ = prefixOfThisProgram();
  library_ = libraryFolder(prefix_);
  include_ = prefix_ + "/include";
  if (!llvm::sys::fs::is_directory(include_ + "/gordian"))
    include_ = GORDIAN_SOURCE_INCLUDE;
}

std::vector<std::string> Installation::includeFlags() const {
  // Naming a folder of the system would change the order in which the compiler's own headers are found.
  if (include_ == "/usr/include" || include_ == "/usr/local/include")
    return {};
  return {"-I" + include_};
}

std::vector<std::string> Installation::compileFlags() const {
  std::vector<std::string> flags = {"-fplugin=" + plugin()};
  for (std::string &flag : includeFlags())
    flags.push_back(std::move(flag));
  return flags;
}

std::vector<std::string> Installation::linkFlags() const {
  return {library_ + "/gordian_command.o",
          // One word, since build systems drop words that they have seen before.
          "-Wl,--whole-archive," + runtime() + ",--no-whole-archive",
          "-Wl,--dynamic-list=" + library_ + "/gordian_rt.syms",
          "-ldl",
          "-lpthread"};
}

std::string Installation::packageFolder() const { return prefix_ + "/lib/cmake/Gordian"; }
std::string Installation::toolchainFile() const { return packageFolder() + "/GordianToolchain.cmake"; }
std::string Installation::wrapper(bool is_cxx) const { return prefix_ + (is_cxx ? "/bin/gordian-clang++" : "/bin/gordian-clang"); }

std::string Installation::whyNoPlugin() const { return notThere("plugin", plugin()); }
std::string Installation::whyNoRuntime() const { return notThere("runtime", runtime()); }

} // namespace gordian::commands
