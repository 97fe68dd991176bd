// Accesses that need no check because another check of the same thread says as much.
//
// Which accesses of a location are checked may change by this, never whether one of them is: of each location that has a
// race, a race is reported.
#ifndef GORDIAN_INSTRUMENTATION_COVERED_ACCESSES_H
#define GORDIAN_INSTRUMENTATION_COVERED_ACCESSES_H

#include "access_finder.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"

namespace llvm {
class Function;
} // namespace llvm

namespace gordian {

class SyncEffects;

/// Marks in the result each of `accesses` that an earlier one covers. The accesses stand in the order of the instructions.
///
/// Why that is safe: let A be an access that has been checked and B a later one by the same thread to bytes that A touched,
/// of the same kind or weaker, with no release between. Another thread's access C that is ordered behind A is so by a release
/// after A, which is therefore after B: it is ordered behind B as well. If C is ordered before A, it is before B. So if C
/// races with B it races with A, and A's check finds that: at once if C came first, else by what A left in the shadow.
/// Acquires between A and B do not matter: they only put more before B. By B as well the thread's cell would be found
/// unchanged, so no report changes either.
///
/// A is available at B if on every path from the function's start to B, A is met with no release behind it.
llvm::BitVector findCovered(llvm::Function &function, llvm::ArrayRef<Access> accesses, const SyncEffects &effects);

/// Marks each read that a later write to the same bytes, of the same source line and basic block, covers.
///
/// Why that is safe: let A be a read and W a later write by the same thread that includes its bytes, where W is reached
/// whenever A is, with neither release nor acquire between. C that is ordered behind W is so behind A; C that is before W is so
/// by an acquire, which is then before A. So a write C that races with A races with W, whose check comes a few instructions
/// later. The line is the same so that the report names the same place.
llvm::BitVector findReadsBeforeWrites(llvm::ArrayRef<Access> accesses, const SyncEffects &effects);

} // namespace gordian

#endif
