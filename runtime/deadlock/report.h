// Deadlocks in the log, and what happens to the process then.
//
// Uses log/writer.h, log/finish.h and options.h. To be called without `waits.lock`: the log takes locks of objects.
#ifndef GORDIAN_DEADLOCK_REPORT_H
#define GORDIAN_DEADLOCK_REPORT_H

#include "abi/log_format.h"
#include "deadlock/snapshot.h"

namespace gordian::deadlock {

/// Writes a WaitRecord for each thread of `listed` and a DeadlockRecord. The threads must be stuck for ever, so that
/// their waits and locks stand still. `writer` is the calling thread; null for the watchdog.
void writeDeadlock(Thread *writer, const Snapshot &snapshot, const Array<u32> &listed);

/// The same with the kind of the finding and the flags of its record (log_format.h) given.
void writeStuck(Thread *writer, const Snapshot &snapshot, const Array<u32> &listed, log_format::FindingKind kind,
                u16 flags);

/// What the option on_deadlock says: ends the process, or returns.
void actOnDeadlock();

} // namespace gordian::deadlock

#endif
