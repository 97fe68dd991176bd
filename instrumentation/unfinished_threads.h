// std::thread objects that are destroyed, or assigned to, while they can still be joined: the language ends the program.
#ifndef GORDIAN_INSTRUMENTATION_UNFINISHED_THREADS_H
#define GORDIAN_INSTRUMENTATION_UNFINISHED_THREADS_H

namespace llvm {
class Module;
}

namespace gordian {

/// Puts a call of __gordian_unfinished_thread before each call of std::terminate in the destructor and the assignment of
/// libstdc++'s std::thread. To be done before these are inlined. Calls of that hook are announced as those of other
/// functions that synchronise.
void markUnfinishedThreads(llvm::Module &module);

} // namespace gordian

#endif
