// Waiting until every other thread has come to rest, by what the kernel says of it and not by a pause of some length.
//
// At rest is who sleeps in an announced wait without time limit, who sleeps for long in anything else, and who has had
// the processor for long without coming to rest. A busy machine makes it take longer, not decide otherwise.
#ifndef GORDIAN_DEADLOCK_SETTLE_H
#define GORDIAN_DEADLOCK_SETTLE_H

#include "base/types.h"

namespace gordian::deadlock {

/// Returns when all threads of the program but `asker` (a kernel thread) are at rest: two looks in turn have found the
/// same waits and no run in between. Gives up after some seconds.
void waitUntilSettled(u32 asker);

} // namespace gordian::deadlock

#endif
