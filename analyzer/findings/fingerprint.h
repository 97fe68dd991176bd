// The identity of a finding: the same bug has the same id in every run, build and machine.
//
// Made of the kind, the names of the functions (sorted, without template arguments and parameters) and the variables.
// No addresses, no lines, no thread numbers: those change when nothing about the bug has.
#ifndef GORDIAN_ANALYZER_FINDINGS_FINGERPRINT_H
#define GORDIAN_ANALYZER_FINDINGS_FINGERPRINT_H

#include "findings/finding.h"

#include "llvm/ADT/StringRef.h"

namespace gordian::findings {

/// "void Counter<int>::add<long>(int) const" becomes "Counter::add"; operators and lambdas keep their names.
std::string plainFunctionName(llvm::StringRef function);

/// Is this the standard library, or the public part of Gordian's, which stands between the program and what it does?
bool isLibraryFrame(const Frame &frame);

/// The frame that stands for a stack: the first that is the program's own. Null for an empty stack.
const Frame *representative(const Stack &stack);

/// What the place is called in a title: its plain function name, or the module's name where there is none.
std::string placeName(const Stack &stack);

/// 16 hexadecimal digits.
std::string fingerprintOf(const Finding &finding);
/// The same of the kind and the variable alone: findings that one mistake may have caused, for grouping.
std::string looseFingerprintOf(const Finding &finding);

} // namespace gordian::findings

#endif
