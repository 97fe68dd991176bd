// How the plugin gets into a compilation: see compiler_action.h.
#include "compiler_action.h"

#include "compat.h"
#include "function_policy.h"
#include "instrument.h"
#include "source_names.h"

#include "clang/CodeGen/CodeGenAction.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/FrontendTool/Utils.h"
#include "clang/Lex/PreprocessorOptions.h"

using namespace clang;

namespace gordian {

/// Reports `sentence` as an error of the compilation.
static void reportError(DiagnosticsEngine &diagnostics, llvm::StringRef sentence) {
  diagnostics.Report(diagnostics.getCustomDiagID(DiagnosticsEngine::Error, "gordian: %0")) << sentence;
}

bool CompilerAction::ParseArgs(const CompilerInstance &compiler, const std::vector<std::string> &arguments) {
  std::string error = parseOptions(arguments, *llvm::vfs::getRealFileSystem(), options_);
  if (!error.empty())
    reportError(compiler.getDiagnostics(), error);
  return error.empty();
}

/// The action that the command line asked for, before clang put this plugin in its place.
static frontend::ActionKind requestedAction(CompilerInstance &compiler) {
  std::vector<const char *> arguments;
  for (const std::string &argument : compiler.getCodeGenOpts().CommandLineArgs)
    arguments.push_back(argument.c_str());
  CompilerInvocation invocation;
  DiagnosticsEngine &diagnostics = compiler.getDiagnostics();
  // Clang has parsed, and complained about, the same arguments before.
  bool was_silent = diagnostics.getSuppressAllDiagnostics();
  diagnostics.setSuppressAllDiagnostics(true);
  CompilerInvocation::CreateFromArgs(invocation, arguments, diagnostics);
  diagnostics.setSuppressAllDiagnostics(was_silent);
  return invocation.getFrontendOpts().ProgramAction;
}

static bool generatesCode(frontend::ActionKind action) {
  switch (action) {
  case frontend::EmitAssembly:
  case frontend::EmitBC:
  case frontend::EmitLLVM:
  case frontend::EmitLLVMOnly:
  case frontend::EmitCodeGenOnly:
  case frontend::EmitObj:
    return true;
  default:
    return false;
  }
}

/// Positions in the source without debug information: clang then keeps them in the IR and writes none of them out.
static void keepSourcePositions(CodeGenOptions &options) {
  if (options.getDebugInfo() == llvm::codegenoptions::NoDebugInfo) {
    options.setDebugInfo(llvm::codegenoptions::LocTrackingOnly);
    options.DebugColumnInfo = true;
  }
  // Without type tags, as at -O0, a virtual-table pointer is known by the name that clang gives the value.
  if (options.OptimizationLevel == 0)
    options.DiscardValueNames = false;
  // The passes ask the AST for the names of what is accessed.
  options.ClearASTBeforeBackend = false;
}

/// Code that has annotations for ThreadSanitizer asks for it in these two ways.
static void defineTsanMacros(CompilerInstance &compiler) {
  compiler.getLangOpts().Sanitize.set(SanitizerKind::Thread, true);
  compiler.getPreprocessorOpts().addMacroDef("__SANITIZE_THREAD__=1");
}

bool CompilerAction::PrepareToExecuteAction(CompilerInstance &compiler) {
  FrontendOptions &frontend_options = compiler.getFrontendOpts();
  frontend_options.ProgramAction = requestedAction(compiler);
  frontend_options.ActionName.clear();
  CodeGenOptions &code_options = compiler.getCodeGenOpts();
  bool generates_code = generatesCode(frontend_options.ProgramAction);
  if (generates_code)
    keepSourcePositions(code_options);
  if (options_.defines_tsan_macros)
    defineTsanMacros(compiler);

  std::unique_ptr<FrontendAction> action = CreateFrontendAction(compiler);
  if (!action)
    return false;
  auto *code_action = generates_code ? static_cast<CodeGenAction *>(action.get()) : nullptr;
  forward_ = std::make_unique<Forward>(std::move(action));
  if (code_action) {
    auto unit = std::make_shared<CompiledUnit>(options_, compiler, *code_action);
    unit->is_for_link_time_optimizer = code_options.PrepareForLTO || code_options.PrepareForThinLTO;
    code_options.PassBuilderCallbacks.push_back([unit, &compiler](llvm::PassBuilder &builder) {
      // The source has been read: from here on nobody may take it for a build with ThreadSanitizer's own pass.
      if (unit->options.defines_tsan_macros)
        compiler.getLangOpts().Sanitize.set(SanitizerKind::Thread, false);
      addPasses(builder, unit);
    });
  }
  return forward_->PrepareToExecuteAction(compiler);
}

bool CompilerAction::BeginInvocation(CompilerInstance &compiler) { return forward_->BeginInvocation(compiler); }

bool CompilerAction::BeginSourceFileAction(CompilerInstance &compiler) {
  forward_->setCurrentInput(getCurrentInput());
  forward_->setCompilerInstance(&compiler);
  bool begun = forward_->BeginSourceFileAction(compiler);
  setCurrentInput(forward_->getCurrentInput()); // The wrapped action may have changed it.
  return begun;
}

std::unique_ptr<ASTConsumer> CompilerAction::CreateASTConsumer(CompilerInstance &compiler, llvm::StringRef file) {
  return forward_->CreateASTConsumer(compiler, file);
}

void CompilerAction::ExecuteAction() { forward_->ExecuteAction(); }
void CompilerAction::EndSourceFileAction() { forward_->EndSourceFileAction(); }
void CompilerAction::EndSourceFile() { forward_->EndSourceFile(); }
bool CompilerAction::shouldEraseOutputFiles() { return forward_->shouldEraseOutputFiles(); }

} // namespace gordian
