// Which frames a reader wants to see: policy only, so that it can be audited in one place.
//
// Works on names of functions and modules; knows nothing of symbols or logs.
#ifndef GORDIAN_ANALYZER_SYMBOLS_FRAME_RULES_H
#define GORDIAN_ANALYZER_SYMBOLS_FRAME_RULES_H

#include "findings/frame.h"

namespace gordian::symbols {

/// Removes Gordian's own frames and those that start a program or a thread below its first function; marks the
/// standard library's call plumbing (std::__invoke and its kind). The innermost frame that remains is never marked.
void applyFrameRules(findings::Stack &stack);

/// For a stack that ends in a call of the library (a lock, a start of a thread): marks the library's frames above the
/// program's own call, where there is one.
void foldLibraryCall(findings::Stack &stack);

} // namespace gordian::symbols

#endif
