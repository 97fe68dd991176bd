// Ends of the process, and its copies: exit, _exit, quick_exit, fork, vfork, exec.
//
// fork itself is not interposed: handlers of pthread_atfork, registered before anybody else's, run next to the real
// fork, after the program's own prepare handlers (which may lock) and before its own child handlers, and also where
// libc forks by itself (daemon, forkpty).
#include "base/system.h"
#include "deadlock/leaks.h"
#include "intercept/callers.h"
#include "intercept/intercept.h"
#include "intercept/joins.h"
#include "intercept/process.h"
#include "intercept/threads.h"
#include "intercept/watches.h"
#include "log/finish.h"
#include "options.h"
#include "race/kept.h"
#include "start.h"

#include <stdio.h>
#include <stdlib.h>

namespace gordian {

int quick_exit_status;

namespace {

/// What libc does after the last handler, if the process is to end with another status than the program wanted.
void finish(int status) {
  int wanted = finishRun(status);
  if (wanted != status)
    system::exitProcess(wanted);
}

/// Registered first, so that it runs last: what static objects do when they are destroyed has been done.
void exiting(int status, void *) {
  Thread *thread = currentThread();
  if (thread && raw(thread->id) == 0 && !thread->in_runtime)
    deadlock::checkLeaksAtEnd(*thread, addressOf(__builtin_frame_address(0)));
  if (thread && !thread->in_runtime)
    joins::reportUnjoined(*thread);
  // The program's output first, then the report.
  fflush(nullptr);
  constexpr u64 kNsPerMs = 1000000;
  if (u64 milliseconds = options().atexit_sleep_ms) system::sleepNs(milliseconds * kNsPerMs);
  finish(status);
}

void exitingQuickly() { finish(quick_exit_status); }

[[noreturn]] void endNow(int status) { system::exitProcess(isReady() ? finishRun(status) : status); }

void forkedChild() {
  afterForkChild();
  callers::resetAfterFork();
  watches::resetAfterFork();
  kept::resetAfterFork();
  resetExceptionsAfterFork();
  joins::resetAfterFork();
}

/// For the forks of libc that call no handlers.
pid_t forkWithoutHandlers() {
  if (!isReady())
    return real._Fork();
  beforeFork();
  pid_t child = real._Fork();
  if (child == 0)
    forkedChild();
  else
    afterForkParent();
  return child;
}

} // namespace

void installExitHooks() {
  on_exit(exiting, nullptr);
  at_quick_exit(exitingQuickly);
  pthread_atfork(beforeFork, afterForkParent, forkedChild);
  followMainThread();
}

GORDIAN_INTERPOSE(void, _exit, int status) { endNow(status); }
GORDIAN_INTERPOSE(void, _Exit, int status) { endNow(status); }

GORDIAN_INTERPOSE(pid_t, _Fork, void) { return forkWithoutHandlers(); }

/// A child that shares memory with its parent would write the parent's clocks and log.
GORDIAN_INTERPOSE(pid_t, vfork, void) { return forkWithoutHandlers(); }

} // namespace gordian
