// Which instructions may order this thread with others, so that a check before them says nothing about an access after them.
//
// The runtime orders threads by what it is told: atomics, fences, and functions of libc and of the channel library. A
// function whose code is not in the module may come to one of these; a function of the module does only if something in it
// does. That is found out once for each module, from the functions that synchronise up to all that may call them.
#ifndef GORDIAN_INSTRUMENTATION_SYNC_EFFECTS_H
#define GORDIAN_INSTRUMENTATION_SYNC_EFFECTS_H

#include "llvm/ADT/DenseSet.h"

namespace llvm {
class CallBase;
class Function;
class Instruction;
class Module;
} // namespace llvm

namespace gordian {

/// What the instructions of one module do to the order of threads. Make it before hooks are inserted.
class SyncEffects {
public:
  /// `looks_into_functions`: whether calls of functions of the module are judged by what is in them; otherwise any call
  /// that the compiler does not know to be harmless may synchronise.
  SyncEffects(const llvm::Module &module, bool looks_into_functions);

  /// Whether the thread may publish what it did: afterwards others may be ordered behind what stands before, not behind
  /// what follows. Giving heap blocks back counts, since the block may become another object's.
  bool mayRelease(const llvm::Instruction &instruction) const;

  /// Whether the thread may publish, or learn of what others published, or not come to the next instruction.
  bool maySynchroniseOrLeave(const llvm::Instruction &instruction) const;

  /// Whether nothing in `function`, nor in what it calls, can synchronise.
  bool isQuiet(const llvm::Function &function) const { return quiet_.contains(&function); }

private:
  bool isQuietCall(const llvm::CallBase &call) const;

  llvm::DenseSet<const llvm::Function *> quiet_; ///< Functions of the module that never synchronise.
};

} // namespace gordian

#endif
