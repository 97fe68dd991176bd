// From a question to a verdict that is believed: snapshot, graph, the kernel's word, a second snapshot, the report.
//
// No lock is held while the kernel is asked. A verdict counts if the same threads, in the same waits, are stuck before
// and after: deadlock is stable.
#ifndef GORDIAN_DEADLOCK_ANALYSIS_H
#define GORDIAN_DEADLOCK_ANALYSIS_H

#include "deadlock/snapshot.h"

namespace gordian::deadlock {

enum class Answer {
  kNothing,   // nobody is stuck for ever who was not reported before
  kSuspected, // somebody seems to be, but not everybody sleeps yet
  kReported,  // and on_deadlock says to go on
};

/// Asks the graph. `asker` is the calling thread, inside check(); null for the watchdog. Reports what is confirmed, and
/// does not return if the process is to end then.
Answer ask(Thread *asker, Question question, u64 gap_ns);

/// True if waits without time limit are announced, so that the watchdog must not sleep.
bool mustWatch();
/// The watchdog's look. Returns how long it may pause in ns; 0: until somebody waits.
u64 watch();

void resetAnalysisAfterFork();

} // namespace gordian::deadlock

#endif
