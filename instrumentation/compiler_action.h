// The frontend action by which the plugin gets into a compilation.
//
// It stands in front of the action that the compiler was asked for (compile, preprocess, check syntax ...) and passes
// everything on to it. That is the only place where a plugin can change CodeGenOptions before clang copies them, which
// is needed to have source positions in a build without -g, and where it can reach the code generator, which knows the
// declaration behind each function of the IR.
#ifndef GORDIAN_INSTRUMENTATION_COMPILER_ACTION_H
#define GORDIAN_INSTRUMENTATION_COMPILER_ACTION_H

#include "options.h"

#include "clang/Frontend/FrontendAction.h"

#include <memory>

namespace gordian {

/// Stands in for the action that the command line names.
class CompilerAction : public clang::PluginASTAction {
public:
  ActionType getActionType() override { return ReplaceAction; }
  bool ParseArgs(const clang::CompilerInstance &compiler, const std::vector<std::string> &arguments) override;

  bool usesPreprocessorOnly() const override { return forward_->usesPreprocessorOnly(); }
  clang::TranslationUnitKind getTranslationUnitKind() override { return forward_->getTranslationUnitKind(); }
  bool hasPCHSupport() const override { return forward_->hasPCHSupport(); }
  bool hasASTFileSupport() const override { return forward_->hasASTFileSupport(); }
  bool hasIRSupport() const override { return forward_->hasIRSupport(); }
  bool hasCodeCompletionSupport() const override { return forward_->hasCodeCompletionSupport(); }

protected:
  bool PrepareToExecuteAction(clang::CompilerInstance &compiler) override;
  bool BeginInvocation(clang::CompilerInstance &compiler) override;
  bool BeginSourceFileAction(clang::CompilerInstance &compiler) override;
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler,
                                                        llvm::StringRef file) override;
  void ExecuteAction() override;
  void EndSourceFileAction() override;
  void EndSourceFile() override;
  bool shouldEraseOutputFiles() override;

private:
  /// Makes the protected interface of the wrapped action callable from here.
  class Forward : public clang::WrapperFrontendAction {
  public:
    using WrapperFrontendAction::BeginInvocation;
    using WrapperFrontendAction::BeginSourceFileAction;
    using WrapperFrontendAction::CreateASTConsumer;
    using WrapperFrontendAction::EndSourceFile;
    using WrapperFrontendAction::EndSourceFileAction;
    using WrapperFrontendAction::ExecuteAction;
    using WrapperFrontendAction::PrepareToExecuteAction;
    using WrapperFrontendAction::shouldEraseOutputFiles;
    using WrapperFrontendAction::WrapperFrontendAction;
    clang::FrontendAction &wrapped() { return *WrappedAction; }
  };

  Options options_;
  std::unique_ptr<Forward> forward_;
  bool looks_at_source_ = false; ///< The action parses the whole unit: warnings can be given.
};

} // namespace gordian

#endif
