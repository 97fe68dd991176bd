// Signals that are read instead of handled, and what handlers must not call.
#ifndef GORDIAN_INTERCEPT_SIGNALS_H
#define GORDIAN_INTERCEPT_SIGNALS_H

#include "intercept/intercept.h"

namespace gordian {

/// What the calling thread has done happens before `signal` is handled. Does nothing for numbers that are none.
void releaseSignal(int signal);
/// `bytes` of signalfd_siginfo were read: who sent these signals precedes. The caller has checked nothing.
void acquireSignalsRead(const void *infos, u64 bytes);

/// Reports the call, the first of this run of the handler, unless it is not to be observed.
void callsUnsafely(const Call &call);
/// To be called by interposed functions that are not safe in a signal handler.
GORDIAN_INLINE void unsafeInHandler(const Call &call) {
  if (call && GORDIAN_UNLIKELY(call.thread->handler_depth))
    callsUnsafely(call);
}

} // namespace gordian

#endif
