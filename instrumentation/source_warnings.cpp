// Which functions are looked at, and how warnings are reported; see source_warnings.h.
#include "source_warnings.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace clang;

namespace gordian {

static constexpr llvm::StringLiteral kNames[] = {"gordian-channel-one-way", "gordian-closed-channel",
                                                 "gordian-double-lock", "gordian-wait-without-loop"};

WarningSink::WarningSink(DiagnosticsEngine &diagnostics) : diagnostics_(diagnostics) {
  for (auto &level : levels_)
    level = DiagnosticsEngine::Warning;
  // In the order of the command line, as clang does: the last one that names a warning counts.
  for (llvm::StringRef option : diagnostics.getDiagnosticOptions().Warnings) {
    DiagnosticsEngine::Level level = DiagnosticsEngine::Warning;
    if (option.consume_front("no-error="))
      level = DiagnosticsEngine::Warning;
    else if (option.consume_front("error="))
      level = DiagnosticsEngine::Error;
    else if (option.consume_front("no-"))
      level = DiagnosticsEngine::Ignored;
    for (unsigned i = 0; i < std::size(kNames); ++i)
      if (option == kNames[i] || option == "gordian")
        levels_[i] = level;
  }
}

bool WarningSink::isEnabled(SourceWarning warning) const {
  return levels_[unsigned(warning)] != DiagnosticsEngine::Ignored && !diagnostics_.getIgnoreAllWarnings();
}

void WarningSink::warn(SourceWarning warning, SourceLocation place, llvm::StringRef sentence, SourceLocation other,
                       llvm::StringRef note) {
  unsigned index = unsigned(warning);
  if (!isEnabled(warning) || place.isInvalid())
    return;
  diagnostics_.Report(place, diagnostics_.getDiagnosticIDs()->getCustomDiagID(
                                 levels_[index] == DiagnosticsEngine::Error ? DiagnosticIDs::Error : DiagnosticIDs::Warning,
                                 "%0 [-W%1]"))
      << sentence << kNames[index];
  if (!note.empty() && other.isValid())
    diagnostics_.Report(other, diagnostics_.getDiagnosticIDs()->getCustomDiagID(DiagnosticIDs::Note, "%0")) << note;
}

namespace {

/// Finds the bodies: of functions, and of lambdas by themselves.
class BodyFinder : public RecursiveASTVisitor<BodyFinder> {
public:
  BodyFinder(ASTContext &context, WarningSink &sink) : context_(context), sink_(sink) {}

  bool shouldVisitTemplateInstantiations() const { return false; }

  bool VisitFunctionDecl(FunctionDecl *function) {
    const Stmt *body = function->doesThisDeclarationHaveABody() ? function->getBody() : nullptr;
    if (!body || function->isDependentContext() || isForeign(body->getBeginLoc()))
      return true;
    auto *method = dyn_cast<CXXMethodDecl>(function);
    bool is_lambda = method && method->getParent()->isLambda();
    // The channels of a function are followed into its lambdas: those have no channels of their own but what they declare.
    if (!is_lambda)
      warnOfChannels(context_, *body, sink_);
    warnOfLocks(context_, *body, sink_);
    warnOfWaits(context_, *body, sink_);
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr *lambda) {
    if (CXXMethodDecl *call = lambda->getCallOperator(); call && !isa<CXXConversionDecl>(call))
      VisitFunctionDecl(call);
    return true;
  }

private:
  bool isForeign(SourceLocation place) const {
    return place.isInvalid() || context_.getSourceManager().isInSystemHeader(place);
  }

  ASTContext &context_;
  WarningSink &sink_;
};

class WarningConsumer : public ASTConsumer {
public:
  explicit WarningConsumer(DiagnosticsEngine &diagnostics) : sink_(diagnostics) {}

  void HandleTranslationUnit(ASTContext &context) override {
    if (context.getDiagnostics().hasErrorOccurred())
      return;
    // Declaration by declaration: what stands in system headers is not even walked through.
    for (Decl *decl : context.getTranslationUnitDecl()->decls())
      if (!context.getSourceManager().isInSystemHeader(decl->getLocation()))
        BodyFinder(context, sink_).TraverseDecl(decl);
  }

private:
  WarningSink sink_;
};

} // namespace

std::unique_ptr<ASTConsumer> makeWarningConsumer(CompilerInstance &compiler) {
  WarningSink sink(compiler.getDiagnostics());
  for (SourceWarning warning : {SourceWarning::ChannelOneWay, SourceWarning::ClosedChannel, SourceWarning::DoubleLock,
                                SourceWarning::WaitWithoutLoop})
    if (sink.isEnabled(warning))
      return std::make_unique<WarningConsumer>(compiler.getDiagnostics());
  return nullptr;
}

} // namespace gordian
