// Lines and names for addresses in one module's file: LLVM's symbolizer, with "unknown" as an ordinary value.
//
// May use LLVM's Symbolize library. Never asks the network (no debuginfod).
#ifndef GORDIAN_ANALYZER_SYMBOLS_SYMBOLIZER_H
#define GORDIAN_ANALYZER_SYMBOLS_SYMBOLIZER_H

#include "findings/frame.h"

#include "llvm/DebugInfo/Symbolize/Symbolize.h"

#include <optional>
#include <string>

namespace gordian::symbols {

inline constexpr char kNoDebugInfo[] = "unknown (no debug info: rebuild with -g)";

struct Global {
  std::string name; ///< demangled
  std::string declared_file;
  uint32_t declared_line = 0;
  uint64_t begin = 0, size = 0; ///< in the file
};

class Symbolizer {
public:
  Symbolizer();

  /// The frames at `offset` (a virtual address of the file), inlined ones unfolded, innermost first. Never empty.
  findings::Stack code(const std::string &path, uint64_t offset);
  /// The global variable at `offset`; nothing if no symbol covers it.
  std::optional<Global> data(const std::string &path, uint64_t offset);

private:
  llvm::symbolize::LLVMSymbolizer symbolizer_;
};

} // namespace gordian::symbols

#endif
