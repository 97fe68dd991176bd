// Shares of work that any thread of the team might have got: the part of `single`, the chunks of a loop that is divided
// while it runs (dynamic, guided, runtime).
//
// Which thread gets one is luck, so that two shares which one thread happened to get are as unordered as two that two
// threads got, and what that thread did before in the same phase (since the last barrier) is not before them. Each runs
// as a fiber; a thread has a few of them, in turn. It runs its shares itself where the program can tell who runs them, or
// gives them memory of its thread's: after omp_get_thread_num, after taking memory from the heap in the region, under a
// lock. What lies on the thread's stack since the region's beginning is its own in all of its shares (fiber.h).
// Source: OpenMP 5.2, sections 11.1 and 11.5 (who executes is unspecified).
#ifndef GORDIAN_OPENMP_SHARES_H
#define GORDIAN_OPENMP_SHARES_H

#include "openmp/regions.h"

namespace gordian::openmp {

/// The implicit task has passed the beginning of its region, or a barrier: what its thread did is known to the team.
void beginPhase(Task &task, Thread &thread);
/// The calling thread got a share.
void beginShare();
/// The share that it runs, if any, is over.
void endShare();
/// The phase is over: what the shares did is before the team's next barrier. Ends a share that was left otherwise.
void publishShares();

}  // namespace gordian::openmp

#endif
