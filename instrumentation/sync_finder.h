// What synchronises in a function: atomic operations, fences, calls of libatomic, and calls by name.
#ifndef GORDIAN_INSTRUMENTATION_SYNC_FINDER_H
#define GORDIAN_INSTRUMENTATION_SYNC_FINDER_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/InstrTypes.h"

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace gordian {

class SourceNames;

enum class AtomicKind { Load, Store, ReadModifyWrite, CompareExchange, Fence };

/// One atomic operation: an instruction, or a call of libatomic.
struct AtomicOperation {
  llvm::Instruction *instruction = nullptr;
  AtomicKind kind = AtomicKind::Load;
  llvm::Value *address = nullptr; ///< Null for fences.
  uint64_t size = 0;
  llvm::Value *size_value = nullptr; ///< Instead of `size`, where only the call's argument says it.
  uint32_t order = 0;                ///< Of the operation, or of its success. As in memory_order.
  uint32_t failure_order = 0;
  llvm::Value *order_value = nullptr;   ///< Instead of `order`, in calls of libatomic.
  llvm::Value *failure_value = nullptr; ///< Likewise.
};

/// The atomic operation that `instruction` is, if it is one that other threads can see. Returns whether it is.
bool findAtomic(llvm::Instruction &instruction, AtomicOperation &operation);

/// Whether a function of this name is one that synchronises or that manages heap blocks.
bool isSyncName(llvm::StringRef name);

/// Whether `call` is one of a libc function that the runtime interposes to see the memory that it touches.
bool touchesMemory(const llvm::CallBase &call);

/// Which calls the runtime should be told the place of. In a function of the user's these are calls of functions that
/// synchronise, and calls of library functions that come to one without saying so themselves: at -O0 `m.lock()` is a
/// call of std::mutex::lock, which calls pthread_mutex_lock.
class SyncCalls {
public:
  SyncCalls(llvm::Module &module, SourceNames &names);

  /// Whether `call`, which stands in `function`, is to be announced.
  bool isAnnounced(const llvm::CallBase &call) const;

private:
  enum class Role { User, QuietLibrary, SpeakingLibrary };

  bool standsInUserCode(const llvm::CallBase &call) const;

  SourceNames &names_;
  llvm::DenseMap<const llvm::Function *, Role> roles_; ///< Functions that come to synchronise.
};

} // namespace gordian

#endif
