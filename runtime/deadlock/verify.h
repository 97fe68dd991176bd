// Whether threads really sleep: the kernel's word on a verdict of the graph.
//
// The graph knows only what the runtime models. A thread that something else has woken, or that runs a signal handler,
// is not asleep in a futex call without time limit, or has been switched to between two looks; then the verdict is not
// believed. Uses /proc and raw system calls; no lock, no libc, no thread-local variable.
// Source: proc(5): task/TID/status (state, context switches), task/TID/syscall, maps.
#ifndef GORDIAN_DEADLOCK_VERIFY_H
#define GORDIAN_DEADLOCK_VERIFY_H

#include "deadlock/snapshot.h"

namespace gordian::deadlock {

enum class Sleep {
  kConfirmed,
  kAwake,   // somebody has run, or may be woken from outside
  kUnknown, // /proc can't be read
};

struct SleepQuestion {
  const Snapshot &snapshot;
  const Array<u32> &suspects; // threads of the snapshot
  bool is_total;        // nobody else may be awake either: system threads, and threads that the runtime does not know
  bool trusts_checking; // those who are inside check() count as asleep
  u32 asker;            // kernel thread that asks: awake, but not against the verdict
  u64 gap_ns;           // between the two looks
};

/// Looks twice at every suspect. Sleeps for gap_ns; reads two small files for each suspect and look.
Sleep confirmSleep(const SleepQuestion &question);

/// The program has installed a handler for a signal that can come at any time: it may post a semaphore.
bool hasSignalHandlers();

} // namespace gordian::deadlock

#endif
