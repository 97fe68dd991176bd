// Warnings of the compilation about synchronisation that is plainly wrong in one function and its lambdas.
//
// Each looks at the source alone, and is silent as soon as anything that it does not see could make the code right: a
// channel that is passed on, a lock that may be given back in a branch, a wait in a helper function. They are named
// -Wgordian-...: on by default, off by -Wno-gordian-..., errors by -Werror=gordian-... (with -Wno-unknown-warning-option
// beside it, since clang complains about names that it does not know before it loads a plugin).
#ifndef GORDIAN_INSTRUMENTATION_SOURCE_WARNINGS_H
#define GORDIAN_INSTRUMENTATION_SOURCE_WARNINGS_H

#include "clang/AST/ASTConsumer.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/ADT/StringRef.h"

#include <memory>

namespace clang {
class CompilerInstance;
class FunctionDecl;
class ParmVarDecl;
class Stmt;
} // namespace clang

namespace gordian {

/// Which of the warnings.
enum class SourceWarning { ChannelOneWay, ClosedChannel, DoubleLock, WaitWithoutLoop };

/// Reports warnings at the level that the command line gives them.
class WarningSink {
public:
  explicit WarningSink(clang::DiagnosticsEngine &diagnostics);
  bool isEnabled(SourceWarning warning) const;
  /// `sentence` at `place`; the note, if it has a text, at `other`.
  void warn(SourceWarning warning, clang::SourceLocation place, llvm::StringRef sentence, clang::SourceLocation other = {},
            llvm::StringRef note = {});

private:
  clang::DiagnosticsEngine &diagnostics_;
  clang::DiagnosticsEngine::Level levels_[4];
};

/// A consumer that looks at every function of the unit's own files before code is generated from it; null if all warnings
/// are off.
std::unique_ptr<clang::ASTConsumer> makeWarningConsumer(clang::CompilerInstance &compiler);

/// The checks: `body` is that of a function, or of a lambda.
void warnOfChannels(clang::ASTContext &context, const clang::Stmt &body, WarningSink &sink);
void warnOfLocks(clang::ASTContext &context, const clang::Stmt &body, WarningSink &sink);
void warnOfWaits(clang::ASTContext &context, const clang::Stmt &body, WarningSink &sink);

} // namespace gordian

#endif
