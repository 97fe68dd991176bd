// One builder for each hook of runtime/abi/hooks.h: the only place that spells their names.
#ifndef GORDIAN_INSTRUMENTATION_HOOK_CALLS_H
#define GORDIAN_INSTRUMENTATION_HOOK_CALLS_H

#include "access_finder.h"
#include "sync_finder.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/IRBuilder.h"

namespace llvm {
class GlobalVariable;
class Module;
} // namespace llvm

namespace gordian {

/// Whether `name` belongs to the runtime's interface.
bool isHookName(llvm::StringRef name);
/// Whether `function` is a library function that may return twice, or a call of it does.
bool returnsTwice(const llvm::CallBase &call);

/// Builds the calls of one module. Every builder inserts at the IRBuilder's place and takes its debug location.
class HookCalls {
public:
  /// Makes the module's `struct gordian_unit`, whose site base the calls add to their site.
  explicit HookCalls(llvm::Module &module);

  /// Fills in the unit and makes the constructor and destructor that register it. `flags`: GORDIAN_UNIT_*.
  /// `note`: what cannot be seen of the unit, said in each report; empty: nothing.
  void finishUnit(uint32_t site_count, uint64_t unit_id, uint32_t flags, llvm::StringRef note);
  /// Removes the unit again: nothing of the module was instrumented.
  void dropUnit();

  /// Returns the depth that exit and unwind want.
  llvm::Value *functionEnter(llvm::IRBuilder<> &at);
  void functionExit(llvm::IRBuilder<> &at, llvm::Value *depth);
  void functionUnwind(llvm::IRBuilder<> &at, llvm::Value *depth);

  void access(llvm::IRBuilder<> &at, const Access &access, uint32_t site);

  /// What checks have loaded that still holds: they share it within a block, as long as nothing in between can synchronise.
  struct LoadedView {
    llvm::Value *keys[2] = {};  // of the planes of reads and writes
    llvm::Value *epoch = nullptr;
  };
  /// Whether an inline check can stand in front of the access's hook.
  static bool hasInlineCheck(const Access &access);
  /// Whether the access may not be covered: only then need the hook be called. The hook must be called where it is true.
  llvm::Value *mayBeUncovered(llvm::IRBuilder<> &at, const Access &access, LoadedView &view);

  void atomicBegin(llvm::IRBuilder<> &at, const AtomicOperation &operation);
  /// `stores_continue_sequences`: see GORDIAN_ORDER_UP_TO_CXX17.
  void atomicEnd(llvm::IRBuilder<> &at, const AtomicOperation &operation, uint32_t site,
                 bool stores_continue_sequences);
  void fence(llvm::IRBuilder<> &at, const AtomicOperation &operation, uint32_t site);

  /// Announces the place of the synchronisation call that follows.
  void announce(llvm::IRBuilder<> &at, uint32_t site);
  /// Announces the place of the call of a libc function on memory that follows.
  void announceMemory(llvm::IRBuilder<> &at, uint32_t site);

private:
  llvm::Value *siteNumber(llvm::IRBuilder<> &at, uint32_t site);
  llvm::Value *viewField(llvm::IRBuilder<> &at, unsigned field, llvm::Type *type);
  llvm::Value *cellDiffers(llvm::IRBuilder<> &at, llvm::Value *address, unsigned ignored_halves, const Access &access, LoadedView &view);
  llvm::CallInst *quietCall(llvm::IRBuilder<> &at, llvm::StringRef name, llvm::Type *result, llvm::ArrayRef<llvm::Value *> arguments);
  void call(llvm::IRBuilder<> &at, llvm::StringRef name, llvm::ArrayRef<llvm::Value *> arguments);
  void makeRegistration(llvm::StringRef name, llvm::StringRef hook, bool at_start, llvm::Constant *note = nullptr);
  llvm::Constant *text(llvm::StringRef content, llvm::StringRef name);
  void fixedAccess(llvm::IRBuilder<> &at, const Access &access, uint32_t site);
  void rangeAccess(llvm::IRBuilder<> &at, llvm::Value *address, llvm::Value *size, bool writes, uint32_t site);
  llvm::Value *sizeOf(llvm::IRBuilder<> &at, const AtomicOperation &operation);

  llvm::Module &module_;
  llvm::GlobalVariable *unit_;
  llvm::StructType *unit_type_;
  llvm::StructType *view_type_;
  llvm::Type *int32_, *int64_, *pointer_, *nothing_;
};

} // namespace gordian

#endif
