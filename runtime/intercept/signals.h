// Signals that are read instead of handled.
#ifndef GORDIAN_INTERCEPT_SIGNALS_H
#define GORDIAN_INTERCEPT_SIGNALS_H

#include "base/types.h"

namespace gordian {

/// What the calling thread has done happens before `signal` is handled. Does nothing for numbers that are none.
void releaseSignal(int signal);
/// `bytes` of signalfd_siginfo were read: who sent these signals precedes. The caller has checked nothing.
void acquireSignalsRead(const void *infos, u64 bytes);

} // namespace gordian

#endif
