// What the kernel says of one thread: whether it sleeps, in which call, until when, and how much it has run.
//
// Reads /proc/self/task; no lock, no libc.
// Source: proc(5): task/TID/status (state, context switches), task/TID/syscall, task/TID/schedstat.
#ifndef GORDIAN_DEADLOCK_TASK_H
#define GORDIAN_DEADLOCK_TASK_H

#include "base/types.h"

namespace gordian::deadlock::task {

/// A status file is 1.5 kB on a small machine, and grows with the number of memory nodes; what we need stands at its end.
inline constexpr u32 kFileBytes = 8192;

enum class State {
  kAsleep,
  kAwake,
  kUnknown, // /proc can't be read
};
struct Look {
  State state;
  bool is_zombie;
  u64 switches; // times that it was switched away from
};
Look lookAt(u32 tid);

/// The thread is in a futex call without time limit, as every wait that is announced as such; also if the kernel
/// doesn't say. Something else (read in a signal handler, say) ends by itself or from outside.
bool isInUntimedFutex(u32 tid);
/// At most so long the thread sleeps on in the call it is in; kForEver: without limit, or it is not known.
inline constexpr u64 kForEver = ~u64{0};
u64 sleepLeftNs(u32 tid);
/// Where the stack of a thread of `process` ends that sleeps in the kernel; 0: it runs, or the kernel doesn't say.
uptr stackPointer(u32 process, u32 tid);
/// Time that the thread has had a processor; 0 if the kernel does not say.
u64 cpuNs(u32 tid);

/// Texts of /proc: what follows `label` at the begin of a line, blanks skipped (null if there is no such line); digits; a
/// number, with `at` moved behind it.
const char *findLine(const char *text, const char *label);
bool isDigit(char c, u64 base);
inline u64 digitOf(char c) { return c <= '9' ? static_cast<u64>(c - '0') : static_cast<u64>((c | 32) - 'a' + 10); }
u64 readNumber(const char *&at, u64 base);

} // namespace gordian::deadlock::task

#endif
