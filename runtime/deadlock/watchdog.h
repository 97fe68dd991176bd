// A bare kernel thread that looks at old waits: for verdicts that could not be confirmed when they were asked for, and
// for deadlocks that begin without anybody beginning to wait (the last running thread ends).
//
// It is made by clone, not by libc: libc's count of threads, its single-thread shortcuts and its locks know nothing of
// it. It has a thread control block of its own, zero, so that thread-local variables of the runtime read as null there.
// All signals are blocked in it. It sleeps in the kernel while nobody waits, and ends with the process.
// Source: clone(2), arch_prctl(2); System V ABI for x86-64, thread-local storage variant II.
#ifndef GORDIAN_DEADLOCK_WATCHDOG_H
#define GORDIAN_DEADLOCK_WATCHDOG_H

#include "base/types.h"

namespace gordian::deadlock::watchdog {

/// Starts it if it does not run, wakes it if it sleeps for want of waits. Two loads otherwise.
void ensureAwake();
/// A verdict could not be confirmed: look again in a few milliseconds.
void hurry();
/// Its kernel thread; 0: not started.
u32 taskId();
/// A child process has no watchdog until somebody waits.
void resetAfterFork();

} // namespace gordian::deadlock::watchdog

#endif
