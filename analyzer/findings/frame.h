// One place in the program: a frame of a call stack. Data only.
#ifndef GORDIAN_ANALYZER_FINDINGS_FRAME_H
#define GORDIAN_ANALYZER_FINDINGS_FRAME_H

#include <cstdint>
#include <string>
#include <vector>

namespace gordian::findings {

/// What is not known is empty or 0; `unknown` then says why, in the words that the report prints.
struct Frame {
  std::string function; ///< demangled, as people write it
  std::string file;
  uint32_t line = 0, column = 0;
  std::string module;  ///< path of the executable or shared object
  uint64_t offset = 0; ///< the return address in the module's file; 0 for a place that the site table gives
  bool is_inlined = false;
  bool is_instrumented = true;
  bool is_plumbing = false; ///< of the standard library, between two frames of the program: not worth a line
  std::string unknown;      ///< "unknown (no debug info: rebuild with -g)"
};

/// Innermost first.
using Stack = std::vector<Frame>;

} // namespace gordian::findings

#endif
