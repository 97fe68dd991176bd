// What may be instrumented in each function: what attributes and the ignorelist say, kept through the optimizer.
#ifndef GORDIAN_INSTRUMENTATION_FUNCTION_POLICY_H
#define GORDIAN_INSTRUMENTATION_FUNCTION_POLICY_H

#include "options.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace gordian {

class SourceNames;

/// What is instrumented in a function. Calls that synchronise are marked wherever entry and exit are.
enum class FunctionPolicy {
  All,        ///< Everything.
  NoAccesses, ///< no_sanitize("thread") and the ignorelist: atomics, entry and exit, but no plain accesses.
  NoMemory,   ///< [[gordian::ignore]]: entry and exit only.
  Nothing,    ///< disable_sanitizer_instrumentation, naked functions, code that runs before relocation.
};

/// Writes the policy of each function into an attribute of it, and keeps functions of different policies from being
/// inlined into each other, which would give the accesses of one to the other. Must run before the inliner.
void markFunctionPolicies(llvm::Module &module, const Options &options, SourceNames &names);

/// The policy that markFunctionPolicies wrote, or that the function's kind demands.
FunctionPolicy policyOf(const llvm::Function &function);

/// In the half of an LTO build before linking: keeps the linker from inlining functions of `module` into others. A
/// function's entry says where it was called from, and code that is inlined after that was written would say it of its
/// new home. Code that must be inlined stays so.
void keepFramesApart(llvm::Module &module);

} // namespace gordian

#endif
