// See sync_effects.h.
#include "sync_effects.h"

#include "sync_finder.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace gordian {

/// An atomic instruction that publishes. Relaxed ones publish only what an earlier fence covered, and that fence has ended
/// the epoch already; a sequentially consistent load publishes nothing.
static bool releasesAtomically(const Instruction &instruction) {
  if (auto *store = dyn_cast<StoreInst>(&instruction))
    return isReleaseOrStronger(store->getOrdering());
  if (auto *update = dyn_cast<AtomicRMWInst>(&instruction))
    return isReleaseOrStronger(update->getOrdering());
  if (auto *exchange = dyn_cast<AtomicCmpXchgInst>(&instruction))
    return isReleaseOrStronger(exchange->getSuccessOrdering());
  if (auto *fence = dyn_cast<FenceInst>(&instruction))
    return isReleaseOrStronger(fence->getOrdering());
  return false;
}

static bool acquiresAtomically(const Instruction &instruction) {
  if (auto *load = dyn_cast<LoadInst>(&instruction))
    return isAcquireOrStronger(load->getOrdering());
  if (auto *update = dyn_cast<AtomicRMWInst>(&instruction))
    return isAcquireOrStronger(update->getOrdering());
  if (auto *exchange = dyn_cast<AtomicCmpXchgInst>(&instruction))
    return isAcquireOrStronger(exchange->getSuccessOrdering()) || isAcquireOrStronger(exchange->getFailureOrdering());
  if (auto *fence = dyn_cast<FenceInst>(&instruction))
    return isAcquireOrStronger(fence->getOrdering());
  return false;
}

/// Functions that touch the caller's memory and pass data to others or from them, which orders.
static bool passesData(const CallBase &call) {
  static constexpr StringLiteral kNames[] = {
      "read",     "pread",    "pread64", "readv",     "write",     "pwrite",   "pwrite64",    "writev",       "send",
      "sendto",   "sendmsg",  "recv",    "recvfrom",  "recvmsg",   "poll",     "select",      "epoll_wait",   "fwrite",
      "fread",    "fgets",    "fputs",   "getline",   "getdelim",  "fprintf",  "vfprintf",    "dprintf",      "vdprintf",
      "fscanf",   "vfscanf",  "__isoc99_fscanf", "__isoc99_vfscanf", "__fprintf_chk", "__vfprintf_chk", "__dprintf_chk",
      "__fgets_chk", "__fread_chk", "__read_chk", "__pread_chk", "__pread64_chk", "__recv_chk", "__recvfrom_chk", "__poll_chk"};
  return is_contained(kNames, call.getCalledFunction()->getName());
}

/// A call that synchronises nothing, whoever is called. To order threads one must write memory, or read it atomically,
/// which counts as writing in these attributes.
static bool isHarmless(const CallBase &call) {
  if (call.isInlineAsm())
    return !call.mayWriteToMemory() && !cast<InlineAsm>(call.getCalledOperand())->hasSideEffects();
  if (isa<MemIntrinsic>(call) || call.isDebugOrPseudoInst())
    return true;
  if (isa<IntrinsicInst>(call) && !call.mayWriteToMemory())
    return true;
  if (auto *intrinsic = dyn_cast<IntrinsicInst>(&call); intrinsic && intrinsic->isLifetimeStartOrEnd())
    return true;
  return call.hasFnAttr(Attribute::NoSync) || call.onlyReadsMemory() ||
         (touchesMemory(call) && !passesData(call));
}

/// The function of the module that runs when `call` is made. One that the linker may replace by another of the same name
/// counts only where the language says that they are the same (inline functions and templates).
static const Function *knownCallee(const CallBase &call) {
  const Function *callee = call.getCalledFunction();
  return callee && !callee->isDeclaration() && !callee->isInterposable() ? callee : nullptr;
}

/// Whether the instruction releases or acquires by itself, calls left aside.
static bool synchronisesItself(const Instruction &instruction) {
  return releasesAtomically(instruction) || acquiresAtomically(instruction);
}

SyncEffects::SyncEffects(const Module &module, bool looks_into_functions) {
  if (!looks_into_functions)
    return;
  // All functions are taken to be quiet, until something in them says otherwise; then so do all that call them.
  DenseMap<const Function *, SmallVector<const Function *, 4>> callers;
  SmallVector<const Function *, 64> loud;
  for (const Function &function : module) {
    if (function.isDeclaration())
      continue;
    bool is_quiet = true;
    for (const BasicBlock &block : function)
      for (const Instruction &instruction : block) {
        if (!is_quiet)
          break;
        auto *call = dyn_cast<CallBase>(&instruction);
        is_quiet = !synchronisesItself(instruction);
        if (!call || isHarmless(*call))
          continue;
        const Function *callee = knownCallee(*call);
        if (callee)
          callers[callee].push_back(&function);
        else
          is_quiet = false;
      }
    if (is_quiet)
      quiet_.insert(&function);
    else
      loud.push_back(&function);
  }
  while (!loud.empty())
    for (const Function *caller : callers.lookup(loud.pop_back_val()))
      if (quiet_.erase(caller))
        loud.push_back(caller);
}

bool SyncEffects::isQuietCall(const CallBase &call) const {
  if (isHarmless(call))
    return true;
  const Function *callee = knownCallee(call);
  return callee && quiet_.contains(callee);
}

bool SyncEffects::mayRelease(const Instruction &instruction) const {
  if (auto *call = dyn_cast<CallBase>(&instruction))
    return !isQuietCall(*call);
  return releasesAtomically(instruction);
}

bool SyncEffects::maySynchroniseOrLeave(const Instruction &instruction) const {
  if (auto *call = dyn_cast<CallBase>(&instruction))
    return !isQuietCall(*call) || !call->doesNotThrow() || !call->willReturn();
  return synchronisesItself(instruction);
}

} // namespace gordian
