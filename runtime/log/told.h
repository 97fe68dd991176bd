// What the program under test is told of findings while it runs: how many, of which kinds, and a call at each.
//
// The program's own function and halt_on_error act when the thread that found something has left the runtime: no lock of
// ours is held then, so that neither can deadlock with it.
#ifndef GORDIAN_LOG_TOLD_H
#define GORDIAN_LOG_TOLD_H

#include "abi/log_format.h"

namespace gordian {

struct Thread;

/// A finding was written. Called with locks held; only notes it. `thread` may be null.
void noteFinding(Thread *thread, log_format::RecordKind kind, const log_format::Record &record);
/// For ~RuntimeScope: the thread has left the runtime and found something in it.
void tellOfFindings(Thread &thread);
/// For a deadlock, which may be found by no thread of the program; called with no lock held.
void tellOfDeadlock();
/// In a forked child: what the parent found is not its own.
void forgetFindings();

}  // namespace gordian

#endif
