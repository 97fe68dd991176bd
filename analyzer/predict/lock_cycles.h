// Cycles in the order in which locks are taken: patterns that a deadlock could have.
//
// A dependency says: some thread asked for this lock with those in hand. A cycle is a sequence of them in which each asks
// for a lock that the next one holds, with nothing in common that keeps two of them apart (a gate lock).
// Sources: Havelund, "Using runtime analysis to guide model checking" (Goodlock, SPIN 2000); Joshi et al., iGoodlock, PLDI
// 2009; Cai, Chan, MagicFuzzer, ICSE 2012 for the pruning. Locks held for reading do not keep readers apart.
#ifndef GORDIAN_ANALYZER_PREDICT_LOCK_CYCLES_H
#define GORDIAN_ANALYZER_PREDICT_LOCK_CYCLES_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace gordian::predict {

struct LockUse {
  uint32_t lock = 0;
  bool is_shared = false;
  friend bool operator==(const LockUse &, const LockUse &) = default;
};

/// Whether a thread that uses a lock in one way keeps out one that uses it in the other.
bool conflict(const LockUse &a, const LockUse &b);

/// A lock in the hands of the thread that started this one and joins it before it lets go.
struct InheritedLock {
  LockUse use;
  uint32_t holder = 0; ///< that thread
  friend bool operator==(const InheritedLock &, const InheritedLock &) = default;
};

struct Dependency {
  LockUse request;
  std::vector<LockUse> held;            ///< by the thread itself
  std::vector<InheritedLock> inherited; ///< these keep others apart, too (multi-thread critical sections)
  std::vector<uint32_t> threads;        ///< who made the request, in rising order
};

struct LockCycle {
  std::vector<size_t> dependencies; ///< each asks for a lock that the next one, and the last for one that the first holds
  bool has_threads = false;         ///< there are as many different threads as dependencies
};

/// All cycles that contain no shorter one, the short ones first. Looks at no more than `most_steps` sequences; `is_whole`
/// says whether that was enough.
std::vector<LockCycle> findLockCycles(const std::vector<Dependency> &dependencies, uint64_t most_steps, bool &is_whole);

/// Different threads for the parts of a cycle, in up to `most` ways.
std::vector<std::vector<uint32_t>> chooseThreads(const std::vector<Dependency> &dependencies, const LockCycle &cycle,
                                                 size_t most);

} // namespace gordian::predict

#endif
