// The plugin's passes and their order: find what touches memory or synchronises, filter, insert calls.
#ifndef GORDIAN_INSTRUMENTATION_INSTRUMENT_H
#define GORDIAN_INSTRUMENTATION_INSTRUMENT_H

#include "options.h"
#include "source_names.h"

#include <memory>

namespace clang {
class CodeGenAction;
class CompilerInstance;
} // namespace clang
namespace llvm {
class PassBuilder;
}

namespace gordian {

/// What the passes know of the translation unit that is being compiled. Lives as long as its AST.
struct CompiledUnit {
  CompiledUnit(const Options &options, clang::CompilerInstance &compiler, clang::CodeGenAction &action)
      : options(options), names(compiler, action) {}

  const Options options;
  bool is_for_link_time_optimizer = false;
  SourceNames names;
};

/// Adds the two passes to the pipeline: one at its start that fixes each function's policy before anything is inlined,
/// one at its end that instruments.
void addPasses(llvm::PassBuilder &builder, std::shared_ptr<CompiledUnit> unit);

} // namespace gordian

#endif
