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

/// A local variable, or an argument copied for this call, whose address never leaves the function, has one thread only.
bool AccessFilter::isPrivateToFunction(const Value *base) {
  auto *argument = dyn_cast<Argument>(base);
  if (!isa<AllocaInst>(base) && !(argument && argument->hasByValAttr()))
    return false;
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
  return isPrivateToFunction(base) ? "local that never escapes" : "";
}

bool AccessFilter::mayBeShared(const Value *address) { return reasonToDrop(address, true).empty(); }

bool AccessFilter::keeps(const Access &access) {
  StringRef reason = reasonToDrop(access.address, access.writes);
  ++(reason.empty() ? counts_.kept : counts_.dropped[reason]);
  return reason.empty();
}

} // namespace gordian
