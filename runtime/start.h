// The beginning, the fork and the end of the runtime's life in a process.
#ifndef GORDIAN_START_H
#define GORDIAN_START_H

namespace gordian {

/// Makes the runtime ready; called by the first hook, interposed function or constructor that comes, whichever is
/// first. Cheap afterwards. Returns false while it is being made ready (calls of the runtime's own start must not be
/// analysed).
bool ensureStarted();

/// fork in the parent before, in the parent after, in the child after (intercept/process.cpp).
void beforeFork();
void afterForkParent();
void afterForkChild();

}  // namespace gordian

#endif
