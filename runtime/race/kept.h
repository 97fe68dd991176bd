// References of the program that it has left with the kernel or with the runtime alone: what an epoll gives back, what a
// timer or an exit handler is called with.
//
// What stands in a cell counts as reachable when leaked threads are looked for (deadlock/reach.h), as a global does.
// Thread-safe.
#ifndef GORDIAN_RACE_KEPT_H
#define GORDIAN_RACE_KEPT_H

#include "base/types.h"

namespace gordian::kept {

inline constexpr u64 kCellBytes = 32;

/// Zeroed.
void *allocate();
void release(void *cell);
template <class T> T *make() {
  static_assert(sizeof(T) <= kCellBytes);
  return static_cast<T *>(allocate());
}
/// In a child process: the lock is free.
void resetAfterFork();

} // namespace gordian::kept

#endif
