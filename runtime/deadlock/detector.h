// When to ask the wait-for graph, and what to do with the answer.
//
// Every operation that may block announces its wait before it sleeps and withdraws it afterwards; a partner that ends
// the wait withdraws it on the sleeper's behalf, inside the partner's own operation, so that nobody who was woken looks
// stuck. A thread without an active wait is live. `check` asks the graph; a verdict is believed only if every stuck
// thread is asleep in the kernel (state S, no context switch between two looks), since a thread woken by something that
// the runtime does not model is runnable. An unconfirmed verdict is looked at again by the watchdog, a bare kernel
// thread that is started at the first wait that is not ended at once and touches nothing of libc.
// Source: ALGORITHMS.md section 4.1 (AND/OR wait-for fixpoint).
#ifndef GORDIAN_DEADLOCK_DETECTOR_H
#define GORDIAN_DEADLOCK_DETECTOR_H

#include "thread.h"

namespace gordian::deadlock {

/// Announces `thread`'s wait: any of `cases` ends it (one case: locks, joins). Timed waits are live by definition.
void waitBegin(Thread &thread, u32 operation, const WaitCase *cases, u32 case_count, bool is_timed);
/// Asks whether the thread, or any other, can never run again. Reports (once for each set of threads), and ends the
/// process if on_deadlock says so. To be called without locks that another thread may need.
void check(Thread &thread);
/// Withdraws the thread's wait; harmless if there is none.
void waitEnd(Thread &thread);
/// A partner has completed `thread`'s operation, or is about to wake it.
void granted(Thread &thread);
/// All waits that have `object` among their cases were ended (broadcast, counter at zero, lock given back).
void grantedAll(u32 object);
/// `count` waits on `object` were ended, but it is not known whose (condition signal, semaphore post): until as many
/// waiters of it have returned, any of them may be awake.
void grantedSome(u32 object, u32 count);

/// More (or fewer) timers that may act on a channel by themselves.
void timersPending(s32 delta);
/// The child has no watchdog and one thread.
void resetAfterFork();

} // namespace gordian::deadlock

#endif
