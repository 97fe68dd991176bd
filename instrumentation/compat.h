// Every difference between the LLVM versions that Gordian supports (19 and 22).
//
// No other file names LLVM_VERSION_MAJOR. Each function here has one meaning in all versions.
#ifndef GORDIAN_INSTRUMENTATION_COMPAT_H
#define GORDIAN_INSTRUMENTATION_COMPAT_H

#include "llvm/Analysis/CaptureTracking.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SpecialCaseList.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace gordian {

constexpr unsigned kLlvmMajor = LLVM_VERSION_MAJOR;

/// Calls `add_passes` for the end of the optimizer, at every level, in the pre-link half of LTO builds too.
template <class AddPasses> void atOptimizerEnd(llvm::PassBuilder &builder, AddPasses add_passes) {
#if LLVM_VERSION_MAJOR >= 20
  builder.registerOptimizerLastEPCallback([add_passes](llvm::ModulePassManager &passes, llvm::OptimizationLevel,
                                                       llvm::ThinOrFullLTOPhase) { add_passes(passes); });
#else
  builder.registerOptimizerLastEPCallback(
      [add_passes](llvm::ModulePassManager &passes, llvm::OptimizationLevel) { add_passes(passes); });
#endif
}

/// Looks for a use that lets a pointer out of its function. LLVM also counts volatile accesses, comparisons and giving a
/// block back as such uses, by which nobody comes to know the address.
class EscapeTracker : public llvm::CaptureTracker {
public:
  bool hasEscaped() const { return has_escaped_; }
  void tooManyUses() override { has_escaped_ = true; }

#if LLVM_VERSION_MAJOR >= 21
  Action captured(const llvm::Use *use, llvm::UseCaptureInfo) override {
    return escapesBy(*use) ? Stop : ContinueIgnoringReturn;
  }
#else
  bool captured(const llvm::Use *use) override { return escapesBy(*use); }
  bool isDereferenceableOrNull(llvm::Value *, const llvm::DataLayout &) override { return false; }
#endif

private:
  bool escapesBy(const llvm::Use &use) {
    const llvm::User *user = use.getUser();
    bool is_address = use.get() == llvm::getLoadStorePointerOperand(user) &&
                      use.getOperandNo() == (llvm::isa<llvm::StoreInst>(user) ? 1u : 0u);
    has_escaped_ |= !is_address && !llvm::isa<llvm::ICmpInst>(user) && !isGivenBack(use);
    return has_escaped_;
  }

  static bool isGivenBack(const llvm::Use &use) {
    auto *call = llvm::dyn_cast<llvm::CallBase>(use.getUser());
    const llvm::Function *callee = call ? call->getCalledFunction() : nullptr;
    if (!callee || !call->isArgOperand(&use) || call->getArgOperandNo(&use) != 0)
      return false;
    llvm::StringRef name = callee->getName();
    return name == "free" || name.starts_with("_ZdlPv") || name.starts_with("_ZdaPv");
  }

  bool has_escaped_ = false;
};

/// Whether anything but the function itself can get hold of `pointer` (returning or storing it counts).
inline bool mayBeCaptured(const llvm::Value *pointer) {
  EscapeTracker tracker;
  llvm::PointerMayBeCaptured(pointer, &tracker);
  return tracker.hasEscaped();
}

/// Operand number of the mask of a masked load, store, gather or scatter.
inline unsigned maskOperand(llvm::Intrinsic::ID id) {
  bool stores = id == llvm::Intrinsic::masked_store || id == llvm::Intrinsic::masked_scatter;
#if LLVM_VERSION_MAJOR >= 22
  return stores ? 2 : 1; // The alignment became an attribute of the pointer.
#else
  return stores ? 3 : 2;
#endif
}

} // namespace gordian

#endif
