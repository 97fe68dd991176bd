// Why an access need not be reported: one function for each reason, each counted by its name.
//
// Every reason says why no race is lost by it.
#ifndef GORDIAN_INSTRUMENTATION_ACCESS_FILTER_H
#define GORDIAN_INSTRUMENTATION_ACCESS_FILTER_H

#include "access_finder.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringRef.h"

namespace gordian {

struct Options;

/// How many accesses were kept and dropped, by reason; for `verbose-counts=1`.
struct AccessCounts {
  unsigned kept = 0;
  unsigned not_understood = 0;
  llvm::MapVector<llvm::StringRef, unsigned> dropped;
};

/// Decides for the accesses of one function. Ask before anything is inserted into the function: a hook that is given an
/// address captures it.
class AccessFilter {
public:
  AccessFilter(const Options &options, AccessCounts &counts) : options_(options), counts_(counts) {}

  /// Whether `access` must be reported. Counts the answer.
  bool keeps(const Access &access);
  /// The same for the address of an atomic operation, which is not counted as an access.
  bool mayBeShared(const llvm::Value *address);

private:
  bool neverEscapes(const llvm::Value *base);
  llvm::StringRef reasonToDrop(const llvm::Value *address, bool writes);

  const Options &options_;
  AccessCounts &counts_;
  llvm::DenseMap<const llvm::Value *, bool> captured_;
};

} // namespace gordian

#endif
