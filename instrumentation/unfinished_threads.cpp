// See unfinished_threads.h.
#include "unfinished_threads.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace gordian {

/// std::thread::~thread() in each of its variants, and std::thread::operator=(std::thread&&).
static bool isOfThread(StringRef function) {
  return function.starts_with("_ZNSt6threadD") || function == "_ZNSt6threadaSEOS_";
}

/// std::terminate(), and std::__terminate() as libstdc++ writes it.
static bool isTerminate(const CallBase &call) {
  const Function *callee = call.getCalledFunction();
  return callee && (callee->getName() == "_ZSt9terminatev" || callee->getName() == "_ZSt11__terminatev");
}

void markUnfinishedThreads(Module &module) {
  SmallVector<CallBase *, 2> calls;
  for (Function &function : module) {
    if (!isOfThread(function.getName()))
      continue;
    for (BasicBlock &block : function)
      for (Instruction &instruction : block)
        if (auto *call = dyn_cast<CallBase>(&instruction); call && isTerminate(*call))
          calls.push_back(call);
  }
  if (calls.empty())
    return;
  FunctionCallee hook = module.getOrInsertFunction("__gordian_unfinished_thread", Type::getVoidTy(module.getContext()));
  for (CallBase *call : calls)
    IRBuilder<>(call).CreateCall(hook)->addFnAttr(Attribute::NoUnwind);
}

} // namespace gordian
