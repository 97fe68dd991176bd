// Dependences between the tasks of one parent, and between iterations of a doacross loop.
//
// Per address four clocks, one for each way to depend on it; a task takes those of the ways that exclude its own, and
// adds to that of its own at its end (OpenMP 5.2, section 15.9.5). A later task of an excluded kind has started only
// when the earlier ones have ended, so that nothing more is known through them than is true.
#ifndef GORDIAN_OPENMP_DEPENDENCES_H
#define GORDIAN_OPENMP_DEPENDENCES_H

#include "openmp/regions.h"

namespace gordian::openmp {

/// The task takes what its dependences bring: at its start, or where a taskwait with dependences ends.
void acquireDependences(Task &task, Thread &thread);
/// The task has ended; without a thread, its own clock is in Task::order.
void releaseDependences(Task &task, Thread *thread);

}  // namespace gordian::openmp

#endif
