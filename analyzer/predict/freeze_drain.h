// Deadlocks of channels and locks together, predicted from one run that had none: freeze and drain.
//
// One or two threads are stopped just before an operation that can block; all others are run, on the abstract machine, only
// as far as they must have come by then, and from there on whoever is not stopped goes on as long as anybody can. If it comes
// to rest with threads unfinished, that is a deadlock and the way there is the witness.
// Source: CDP, ALGORITHMS section 4.5.
#ifndef GORDIAN_ANALYZER_PREDICT_FREEZE_DRAIN_H
#define GORDIAN_ANALYZER_PREDICT_FREEZE_DRAIN_H

#include "predict/machine.h"

namespace gordian::predict {

struct StuckThread {
  uint32_t thread = 0;
  Position event = kNowhere; ///< what it cannot do
};

struct Stuck {
  bool is_reached = false;
  /// Every thread saw on the way exactly what it saw in the run: the program can go there. Otherwise some receive was given
  /// another message than in the run, and whether the program goes on as it did depends on what is in it.
  bool is_strict = false;
  std::vector<StuckThread> threads;
  std::vector<Position> witness;
};

/// Who goes first of those that can: the event that came first in the run, or the one that came last.
enum class Draining { kEarliest, kLatest };

/// Freezes each of the `frozen` events and drains. `work` is how many moves may be made, and is reduced.
Stuck freezeAndDrain(const Program &program, const std::vector<Position> &frozen, Guard guard, Draining draining,
                     uint64_t &work);

/// The events worth freezing: sends, receives and other operations that can block, one of each thread, operation, object and
/// place (`source_of` tells places apart), the first `most` of them.
std::vector<Position> freezable(const Program &program, const std::vector<uint32_t> &place_of, size_t most);

} // namespace gordian::predict

#endif
