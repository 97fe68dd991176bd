// Which blocked threads somebody could still wake, because what they wait for can be reached from a thread that runs.
//
// Conservative marking: any aligned word that looks like an address into a heap block keeps that block. Roots are the
// globals, the memory that the program has mapped itself, and the stacks, registers and thread-locals of live threads. A
// blocked thread whose object is reached is live, and its stack becomes a root, and so on. What is left waits for what
// nobody can ever touch again. Marking over-approximates, so that only hidden pointers (compressed, xored) can lead to a
// wrong verdict.
// Sources: ALGORITHMS.md section 4.2; Saioc et al., Dynamic partial deadlock detection and recovery via garbage
// collection (GOLF), ASPLOS 2025; Boehm & Weiser, Garbage collection in an uncooperative environment, 1988.
#ifndef GORDIAN_DEADLOCK_REACH_H
#define GORDIAN_DEADLOCK_REACH_H

#include "deadlock/snapshot.h"

namespace gordian::deadlock {

struct ReachQuestion {
  Snapshot &snapshot; // of Scope::kReach, solved; threads that turn out live are revived in its graph
  u32 caller;         // kernel thread that asks
  uptr caller_stack;  // from where on its stack counts, if it is a thread of the program
  bool stops;         // stop all threads meanwhile; else memory may change under the marks: only "live" is to be believed
  u32 spared;         // kernel thread that need not be stopped (the watchdog)
};

enum class Reach {
  kUnknown, // memory could not be searched
  kRough,   // somebody ran, so that what lies below its frames counted too: the live may be dead
  kExact,
};

/// Revives in the graph whoever can be reached.
Reach reviveReachable(const ReachQuestion &question);

} // namespace gordian::deadlock

#endif
