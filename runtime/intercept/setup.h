// What the start of the runtime calls in intercept/, and what intercept/ needs to set up once in a process.
#ifndef GORDIAN_INTERCEPT_SETUP_H
#define GORDIAN_INTERCEPT_SETUP_H

namespace gordian {

/// Called by the start in the main thread as its last step, once the runtime can be told things: registers the handlers
/// of exit, quick_exit and fork, and follows the main thread to its end. When the start runs from .preinit_array its
/// exit handler runs after all destructors of all modules.
void installExitHooks();

/// The calling thread's end is to be told to threads::ended (a key destructor that runs after the program's own).
void followThreadEnd();

}  // namespace gordian

#endif
