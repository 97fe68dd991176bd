// Explicit tasks: creation, start, suspension and end; taskwait, taskgroup, dependences, doacross loops.
//
// Each deferred task is a fiber: two tasks that happen to run on one thread are as unordered as two that do not. OpenMP
// 5.2: creation happens before the task; a task's end happens before the return of a taskwait of its parent, before the
// end of the taskgroups around it and before the next barrier is left; dependences order tasks of one parent.
#ifndef GORDIAN_OPENMP_TASKS_H
#define GORDIAN_OPENMP_TASKS_H

#include "openmp/regions.h"

namespace gordian::openmp {

void taskCreate(ompt::Data *parent, const void *frame, ompt::Data *task, int flags, int has_dependences,
                const void *caller);
void taskSchedule(ompt::Data *prior, int status, ompt::Data *next);
/// Of a task that is created, or of an iteration of a doacross loop that waits (sinks) or is done (source).
void dependences(ompt::Data *task, const ompt::Dependence *list, int count);
void work(int kind, int endpoint, ompt::Data *region, ompt::Data *task, u64 count, const void *caller);

void beginTaskgroup(Task &task);
void acquireTaskgroup(Task &task, Thread &thread);
void endTaskgroup(Task &task, Thread &thread);

void forgetDependences(Task &task);
void forgetIterations(Team &team);

}  // namespace gordian::openmp

#endif
