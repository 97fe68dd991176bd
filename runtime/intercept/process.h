// What process.cpp shares: the status of quick_exit, and what a fork resets.
#ifndef GORDIAN_INTERCEPT_PROCESS_H
#define GORDIAN_INTERCEPT_PROCESS_H

namespace gordian {

/// Written by quick_exit before its handlers run, of which the runtime's own is the last.
extern int quick_exit_status;

/// In a child process: what other threads held of exceptions.cpp is free again.
void resetExceptionsAfterFork();

} // namespace gordian

#endif
