// What a compiler's command line asks for, as far as it decides which of Gordian's flags belong on it.
//
// Works on words only; reads response files, and nothing else.
#ifndef GORDIAN_ANALYZER_COMMANDS_COMPILER_LINE_H
#define GORDIAN_ANALYZER_COMMANDS_COMPILER_LINE_H

#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace gordian::commands {

struct CompilerLine {
  bool has_input = false;
  bool has_source = false;                        ///< C, C++ or a header: something that the plugin can look at
  bool only_asks = false;                         ///< --version, -print-file-name= ...: compiles and links nothing
  bool only_preprocesses = false;                 ///< -E, -M, -MM
  bool stops_before_link = false;                 ///< -c, -S, -fsyntax-only, a header is compiled ...
  bool is_shared = false, is_relocatable = false; ///< -shared, -r
  bool is_static = false;                         ///< -static, -static-pie
  bool is_freestanding = false;                   ///< -ffreestanding: no runtime will be there
  bool has_no_libraries = false;                  ///< -nostdlib, -nodefaultlibs
  bool ends_in_language = false;  ///< an -x still holds at the end: what follows would be read as that language
  bool names_plugin = false;      ///< -fplugin=.../gordian.so is there already, as a build system's own flag
  bool names_runtime = false;     ///< libgordian_rt.a is there already
  bool forbids_undefined = false; ///< -Wl,-z,defs or -Wl,--no-undefined

  bool compiles() const { return has_source && !only_preprocesses && !only_asks; }
  bool links() const { return has_input && !only_asks && !only_preprocesses && !stops_before_link; }
  bool linksExecutable() const { return links() && !is_shared && !is_relocatable; }
  bool hasRuntime() const { return !is_freestanding && !(linksExecutable() && has_no_libraries); }
};

/// Reads the words behind the compiler's name.
CompilerLine readCompilerLine(llvm::ArrayRef<std::string> words);

} // namespace gordian::commands

#endif
