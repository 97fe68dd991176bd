// Threads that wait for ever while others go on (old_waits.cpp), or that are left waiting when the program or a scope ends.
//
// Uses deadlock/search.h for what nobody can reach any more, deadlock/settle.h for when to look. Nothing is reported twice.
// Source: ALGORITHMS.md section 4.2.
#ifndef GORDIAN_DEADLOCK_LEAKS_H
#define GORDIAN_DEADLOCK_LEAKS_H

#include "thread.h"

namespace gordian::deadlock {

/// The first thread is about to end the process, and `frame` is the innermost frame of it that still counts. Reports the
/// threads that wait for what nothing that is left could bring about.
void checkLeaksAtEnd(Thread &ender, uptr frame);

/// A scope that began when thread number `first` was the next to be created ends: every younger thread that waits
/// without time limit is reported, but those whose name begins with one of `allowed` (separated by commas; may be null).
/// Returns how many were.
u32 checkLeaksSince(Thread &asker, u32 first, const char *allowed);

/// The watchdog's look at old waits while the program runs. `now` in ns.
void watchOldWaits(u64 now);
void resetLeaksAfterFork();

} // namespace gordian::deadlock

#endif
