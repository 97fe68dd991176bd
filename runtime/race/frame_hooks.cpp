// The hooks at a function's entry and exit (abi/hooks.h): like those of accesses, they keep every register.
#include "base/quiet_entry.h"
#include "thread.h"

using namespace gordian;

/// `returns_to` lies in the function that is entered: it says which one it is.
extern "C" __attribute__((used)) u32 gordian_function_enter(uptr return_address, uptr returns_to) {
  Thread *thread = currentThread();
  return GORDIAN_LIKELY(thread) ? thread->history.enter(return_address, history::tagOf(returns_to)) : 0;
}
GORDIAN_QUIET_ENTRY_WITH_RESULT("__gordian_function_enter", "gordian_function_enter");

extern "C" __attribute__((used)) void gordian_function_exit(u32 depth) {
  Thread *thread = currentThread();
  if (GORDIAN_LIKELY(thread)) thread->history.unwind(depth);
}
GORDIAN_QUIET_ENTRY("__gordian_function_exit", "gordian_function_exit");

extern "C" __attribute__((used)) void gordian_function_unwind(u32 depth) {
  Thread *thread = currentThread();
  if (GORDIAN_UNLIKELY(!thread)) return;
  if (GORDIAN_UNLIKELY(thread->in_runtime || thread->atomic_stripe || loadRelaxed(&thread->is_cancelled))) leftByForce(*thread);
  if (GORDIAN_UNLIKELY(thread->handler_depth > depth + 1)) thread->handler_depth = 0;  // a long jump out of the handler
  thread->history.unwind(depth + 1);
}
GORDIAN_QUIET_ENTRY("__gordian_function_unwind", "gordian_function_unwind");
