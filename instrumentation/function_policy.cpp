// See function_policy.h. The attribute is a string attribute, which every optimization keeps.
#include "function_policy.h"

#include "attributes.h"
#include "hook_calls.h"
#include "source_names.h"

#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace gordian {

static constexpr char kAttribute[] = "gordian-policy";

static bool isListed(const Function &function, const Options &options) {
  if (options.ignores("fun", function.getName()) ||
      options.ignores("mainfile", function.getParent()->getSourceFileName()))
    return true;
  const DISubprogram *subprogram = function.getSubprogram();
  if (!subprogram || !options.ignore_list)
    return options.ignores("src", function.getParent()->getSourceFileName());
  return options.ignores("src", subprogram->getFilename()) ||
         options.ignores("src", absolutePath(*subprogram->getFile()));
}

static StringRef policyName(const Function &function, const Options &options, SourceNames &names) {
  const clang::Decl *decl = names.declOf(function);
  if (decl && isMarkedIgnore(*decl))
    return "no-memory";
  if ((decl && isMarkedNoSanitizeThread(*decl)) || isListed(function, options))
    return "no-accesses";
  return "";
}

/// Nothing may be inlined into `function`, and `function` into nothing.
static void keepApart(Function &function) {
  function.removeFnAttr(Attribute::AlwaysInline);
  function.removeFnAttr(Attribute::InlineHint);
  function.addFnAttr(Attribute::NoInline);
  for (BasicBlock &block : function)
    for (Instruction &instruction : block)
      if (auto *call = dyn_cast<CallBase>(&instruction))
        if (!call->isInlineAsm() && !isa<IntrinsicInst>(call))
          call->addFnAttr(Attribute::NoInline);
}

void markFunctionPolicies(Module &module, const Options &options, SourceNames &names) {
  for (Function &function : module) {
    if (function.isDeclaration())
      continue;
    StringRef policy = policyName(function, options, names);
    if (!policy.empty())
      function.addFnAttr(kAttribute, policy);
    if (!policy.empty() || function.hasFnAttribute(Attribute::DisableSanitizerInstrumentation))
      keepApart(function);
  }
}

/// A resolver of an indirect function runs while the program is being relocated, when calls do not work yet.
static bool resolvesIndirectFunction(const Function &function) {
  for (const GlobalIFunc &ifunc : function.getParent()->ifuncs())
    if (ifunc.getResolverFunction() == &function)
      return true;
  return false;
}

FunctionPolicy policyOf(const Function &function) {
  if (function.isDeclaration() || function.hasAvailableExternallyLinkage() ||
      function.hasFnAttribute(Attribute::Naked) || isHookName(function.getName()) ||
      function.hasFnAttribute(Attribute::DisableSanitizerInstrumentation) || resolvesIndirectFunction(function))
    return FunctionPolicy::Nothing;
  StringRef policy = function.getFnAttribute(kAttribute).getValueAsString();
  if (policy == "no-memory")
    return FunctionPolicy::NoMemory;
  return policy == "no-accesses" ? FunctionPolicy::NoAccesses : FunctionPolicy::All;
}

void keepFramesApart(Module &module) {
  for (Function &function : module)
    if (!function.isDeclaration() && !function.hasFnAttribute(Attribute::AlwaysInline))
      function.addFnAttr(Attribute::NoInline);
}

} // namespace gordian
