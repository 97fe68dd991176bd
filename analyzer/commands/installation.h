// Where Gordian's parts lie, seen from this program: in the build folder or below an installation's prefix.
#ifndef GORDIAN_ANALYZER_COMMANDS_INSTALLATION_H
#define GORDIAN_ANALYZER_COMMANDS_INSTALLATION_H

#include <string>
#include <vector>

namespace gordian::commands {

class Installation {
public:
  /// Looks around this program's own file.
  Installation();

  const std::string &includeFolder() const { return include_; }
  std::string plugin() const { return library_ + "/gordian.so"; }
  std::string runtime() const { return library_ + "/libgordian_rt.a"; }

  /// What build systems are pointed to: the folder of the CMake package, its toolchain file, a compiler of one word.
  std::string packageFolder() const;
  std::string toolchainFile() const;
  std::string wrapper(bool is_cxx) const;

  /// For preprocessing: the headers. Empty if the compiler looks there anyway.
  std::vector<std::string> includeFlags() const;
  /// For compiling: the plugin, and the headers.
  std::vector<std::string> compileFlags() const;
  /// For linking an executable: the runtime, whole, with the hooks visible to shared objects.
  std::vector<std::string> linkFlags() const;

  /// A sentence if the plugin (or the runtime) is not where it should be; else empty.
  std::string whyNoPlugin() const;
  std::string whyNoRuntime() const;

private:
  std::string prefix_, library_, include_;
};

} // namespace gordian::commands

#endif
