// Can these lock requests come to wait for each other? Answered with a witness, or not at all.
//
// A pattern is k groups of requests: those of one group are made by one thread, for one lock, with the same locks in hand,
// and the lock of each group is in the hands of the next. The question is whether some reordering of the run brings one
// request of each group together.
// Sources: SPDOffline (Tunc et al., PLDI 2023) for reorderings that keep the order of the critical sections in them; the
// optimistic closure of OSR (Shi, Mathur, Pavlogiannis 2024, arXiv 2401.05642) put to deadlock patterns for those that
// turn some round. Both are sound: every witness is a run of the program, as far as the needs of the Program are complete.
#ifndef GORDIAN_ANALYZER_PREDICT_LOCK_DEADLOCK_H
#define GORDIAN_ANALYZER_PREDICT_LOCK_DEADLOCK_H

#include "predict/prefix.h"

namespace gordian::predict {

/// Requests of one thread, in its order: positions of the acquires.
using Requests = std::vector<Position>;

struct LockDeadlock {
  enum class Answer {
    kReachable, ///< `witness` leads there
    kApart,     ///< thread order and needs keep each choice of requests apart
    kUnknown,   ///< neither was found
  };
  Answer answer = Answer::kUnknown;
  std::vector<Position> requests; ///< one of each group
  std::vector<Position> witness;  ///< the events of the reordering, in its order, without the requests
  bool is_reversed = false;       ///< the witness turns round the order of some critical sections
};

/// Asks SPDOffline, then OSD. `free_locks`: see Rules. `work` is how many events may be looked at, and is reduced.
LockDeadlock findLockDeadlock(const Program &program, const std::vector<Requests> &groups, uint64_t &work,
                              const std::vector<uint32_t> *free_locks = nullptr);

/// The two by themselves, for their tests.
bool isSyncPreservingDeadlock(const Program &program, const std::vector<Requests> &groups, uint64_t &work,
                              LockDeadlock &found, const std::vector<uint32_t> *free_locks = nullptr);
bool isReversedDeadlock(const Program &program, const std::vector<Position> &requests, uint64_t &work,
                        LockDeadlock &found, const std::vector<uint32_t> *free_locks = nullptr);

/// Are there requests, one of each group, that thread order and needs do not keep apart?
bool areTogether(const Program &program, const std::vector<Requests> &groups, uint64_t &work,
                 std::vector<Position> &together, const std::vector<uint32_t> *free_locks = nullptr);

} // namespace gordian::predict

#endif
