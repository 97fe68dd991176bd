// Everything in a function that touches memory, without judging whether it matters.
#ifndef GORDIAN_INSTRUMENTATION_ACCESS_FINDER_H
#define GORDIAN_INSTRUMENTATION_ACCESS_FINDER_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Instruction.h"

#include <cstdint>

namespace gordian {

/// How an access says which bytes it touches.
enum class AccessShape {
  Fixed,      ///< `size` bytes at `address`.
  Sized,      ///< `size_value` bytes at `address`.
  MaskedLane, ///< `size` bytes at element `lane` of `address`, if bit `lane` of `mask` is set. A vector of addresses
              ///< holds one for each element, otherwise the elements follow each other.
  Packed,     ///< As many elements of `size` bytes at `address` as `mask` has bits set.
};

/// One plain access of an instruction; an instruction may make several.
struct Access {
  llvm::Instruction *instruction = nullptr;
  llvm::Value *address = nullptr;
  bool writes = false;
  AccessShape shape = AccessShape::Fixed;
  uint64_t size = 0;
  llvm::Value *size_value = nullptr;
  llvm::Value *mask = nullptr;
  unsigned lane = 0;
  bool is_vptr = false;
  llvm::Value *new_vptr = nullptr; ///< What a store of a virtual-table pointer stores.
};

/// What a function does with memory.
struct FoundAccesses {
  llvm::SmallVector<Access, 32> plain;
  unsigned not_understood = 0; ///< Instructions that touch memory in a way that is not known here.
};

/// Appends the plain accesses of `instruction`; atomics are the business of sync_finder.
void findAccesses(llvm::Instruction &instruction, FoundAccesses &found);

/// Whether `instruction` is tagged as an access to a virtual-table pointer.
bool isTaggedVptr(const llvm::Instruction &instruction);

} // namespace gordian

#endif
