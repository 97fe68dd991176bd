// Promises that are kept at a thread's end.
#ifndef GORDIAN_INTERCEPT_LIBSTDCXX_H
#define GORDIAN_INTERCEPT_LIBSTDCXX_H

namespace gordian {

/// The calling thread's thread_local destructors have run, and libstdc++ is about to make ready what was set with
/// set_value_at_thread_exit and the like.
void releasePromised();

} // namespace gordian

#endif
