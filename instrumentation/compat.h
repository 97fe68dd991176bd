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

/// Adds `add_passes` to the end of the optimizer, at every level, in the pre-link half of LTO builds too.
template <class AddPasses> void atOptimizerEnd(llvm::PassBuilder &builder, AddPasses add_passes) {
#if LLVM_VERSION_MAJOR >= 20
  builder.registerOptimizerLastEPCallback(
      [add_passes](llvm::ModulePassManager &passes, llvm::OptimizationLevel, llvm::ThinOrFullLTOPhase phase) {
        add_passes(passes, phase != llvm::ThinOrFullLTOPhase::None);
      });
#else
  // This version does not say whether it works for LTO; callers ask the compiler's options instead.
  builder.registerOptimizerLastEPCallback(
      [add_passes](llvm::ModulePassManager &passes, llvm::OptimizationLevel) { add_passes(passes, false); });
#endif
}

/// Whether anything but the function itself can get hold of `pointer` (returning or storing it counts).
inline bool mayBeCaptured(const llvm::Value *pointer) {
#if LLVM_VERSION_MAJOR >= 21
  return llvm::PointerMayBeCaptured(pointer, /*ReturnCaptures=*/true);
#else
  return llvm::PointerMayBeCaptured(pointer, /*ReturnCaptures=*/true, /*StoreCaptures=*/true);
#endif
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
