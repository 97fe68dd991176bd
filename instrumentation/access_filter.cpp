// See access_filter.h.
#include "access_filter.h"

#include "compat.h"
#include "options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace gordian {

/// Nobody writes to a constant, so no read of one can race.
static bool isConstantData(const Value *base, bool writes) {
  auto *global = dyn_cast<GlobalVariable>(base);
  return global && global->isConstant() && !writes;
}

/// Virtual tables are constants, reached through the pointer in an object.
static bool isVirtualTableSlot(const Value *base, bool writes) {
  auto *load = dyn_cast<LoadInst>(base);
  return load && !writes && isTaggedVptr(*load);
}

/// Counters of profiles and coverage, and what the compiler keeps for itself: not the program's data.
static bool isCompilerData(const Value *base) {
  auto *global = dyn_cast<GlobalVariable>(base);
  if (!global)
    return false;
  StringRef name = global->getName();
  return name.starts_with("llvm.") || name.starts_with("__llvm_") || name.starts_with("__prof") ||
         name.starts_with("__gcov") || name.starts_with("__sancov") || name.starts_with("gordian.") ||
         global->getSection().starts_with("__llvm");
}

/// Not memory as other threads see it: segment-relative addresses and registers that look like memory to the IR.
static bool isNoOrdinaryMemory(const Value *address) {
  Type *type = address->getType()->getScalarType();
  return type->getPointerAddressSpace() != 0 || address->isSwiftError();
}

/// A local variable, or an argument copied for this call. If its address never leaves the function, it has one thread only.
static bool isLocalVariable(const Value *base) {
  auto *argument = dyn_cast<Argument>(base);
  return isa<AllocaInst>(base) || (argument && argument->hasByValAttr());
}

/// A heap block that this function has just been given by malloc or operator new. If its address never leaves the function
/// (giving it back aside), it has one thread only. It must not leave at any time: what is written before a block is handed
/// to another thread races with what that thread does, if nothing orders the two.
static bool isNewBlock(const Value *base) {
  auto *call = dyn_cast<CallBase>(base);
  const Function *callee = call ? call->getCalledFunction() : nullptr;
  if (!callee || !call->returnDoesNotAlias())
    return false;
  StringRef name = callee->getName();
  return name == "malloc" || name == "calloc" || name == "aligned_alloc" || name.starts_with("_Znwm") ||
         name.starts_with("_Znam");
}

bool AccessFilter::neverEscapes(const Value *base) {
  auto [entry, is_new] = captured_.try_emplace(base, false);
  if (is_new)
    entry->second = mayBeCaptured(base);
  return !entry->second;
}

StringRef AccessFilter::reasonToDrop(const Value *address, bool writes) {
  if (isNoOrdinaryMemory(address))
    return "no ordinary memory";
  if (address->getType()->isVectorTy())
    return "";
  const Value *base = getUnderlyingObject(address, /*MaxLookup=*/0);
  if (isConstantData(base, writes))
    return "constant";
  if (isVirtualTableSlot(base, writes))
    return "virtual table";
  if (isCompilerData(base))
    return "compiler's data";
  if (auto *global = dyn_cast<GlobalValue>(base); global && options_.ignores("global", global->getName()))
    return "ignorelist";
  if (isLocalVariable(base) && neverEscapes(base))
    return "local that never escapes";
  if (options_.drops_local_heap && isNewBlock(base) && neverEscapes(base))
    return "heap block that never escapes";
  return "";
}

bool AccessFilter::mayBeShared(const Value *address) { return reasonToDrop(address, true).empty(); }

bool AccessFilter::keeps(const Access &access) {
  StringRef reason = reasonToDrop(access.address, access.writes);
  ++(reason.empty() ? counts_.kept : counts_.dropped[reason]);
  return reason.empty();
}

} // namespace gordian
