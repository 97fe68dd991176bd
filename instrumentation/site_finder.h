// From an instruction to the place and the words that a report shows for it.
#ifndef GORDIAN_INSTRUMENTATION_SITE_FINDER_H
#define GORDIAN_INSTRUMENTATION_SITE_FINDER_H

#include "site_table.h"
#include "source_names.h"

namespace llvm {
class Instruction;
class Value;
} // namespace llvm

namespace gordian {

/// Makes sites for one module.
class SiteFinder {
public:
  explicit SiteFinder(SourceNames &names) : names_(names) {}

  /// The site of a plain or atomic access to `address`. `writes` tells which of two accesses at one position it is.
  Site access(const llvm::Instruction &instruction, const llvm::Value *address, bool writes, uint64_t size,
              gordian_site_kind kind);
  /// The site of a call that synchronises, with the object that it works on.
  Site call(const llvm::Instruction &instruction);

private:
  Site place(const llvm::Instruction &instruction, gordian_site_kind kind);
  ExpressionName accessName(const llvm::DILocation &location, const AccessHint &hint, bool is_atomic);

  SourceNames &names_;
};

} // namespace gordian

#endif
