// What is said in the log because the runtime cannot see it.
#ifndef GORDIAN_INTERCEPT_UNSEEN_H
#define GORDIAN_INTERCEPT_UNSEEN_H

namespace gordian {

/// An object was made to be shared with other processes (PTHREAD_PROCESS_SHARED and the like). Said once.
void sayProcessShared();

} // namespace gordian

#endif
