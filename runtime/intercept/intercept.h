// What every interposed function begins with.
//
// An interposed function has libc's name in the executable's dynamic symbols (gordian_rt.syms), so that calls from the
// program, from its libraries and from libc's own procedure linkage table all come here. It is weak: a program that
// brings its own definition (an allocator, say) keeps it. It calls the real function, tells sync/ or race/ what that
// did, and has no logic of its own. Frames of these files may be unwound through (cancellation, pthread_exit, C++
// exceptions out of a callback), but have no destructors that such an unwinding would run: RuntimeScope never spans a
// call of a real function that may block or call back.
#ifndef GORDIAN_INTERCEPT_INTERCEPT_H
#define GORDIAN_INTERCEPT_INTERCEPT_H

#include "intercept/real.h"
#include "thread.h"

#include <errno.h>

/// Defines libc's function `name`: `GORDIAN_INTERPOSE(int, name, int a) { ... }`. The C++ name differs, so that neither
/// the declaration in a system header (noexcept, overloads) nor a builtin of the compiler is in the way.
#define GORDIAN_INTERPOSE(result, name, ...)                                                                           \
  extern "C" __attribute__((visibility("default"), weak, used)) result interposed_##name(__VA_ARGS__) __asm__(#name); \
  result interposed_##name(__VA_ARGS__)

namespace gordian {

/// For a thread that has no Thread: makes one if it is alive and the runtime has not seen it created (libc's helper
/// threads). Null before the runtime is ready and after the thread's end.
Thread *enterUnknown();

/// The calling thread if what it does now is to be observed; otherwise null: only the real function is called then.
inline Thread *enter() {
  Thread *thread = currentThread();
  if (GORDIAN_UNLIKELY(!thread)) return enterUnknown();
  return GORDIAN_LIKELY((thread->in_runtime | thread->ignore_depth) == 0) ? thread : nullptr;
}

/// As enter, also in ignored regions: for what must be known wherever it happens (heap blocks, threads).
inline Thread *enterIgnored() {
  Thread *thread = currentThread();
  if (GORDIAN_UNLIKELY(!thread)) return enterUnknown();
  return GORDIAN_LIKELY(thread->in_runtime == 0) ? thread : nullptr;
}

/// Calls `call(thread)` inside a RuntimeScope if there is a thread to speak of.
template <class Call> inline void tell(Thread *thread, Call call) {
  if (!thread) return;
  RuntimeScope scope(*thread);
  call(*thread);
}

inline uptr addressOf(const volatile void *object) { return reinterpret_cast<uptr>(object); }

/// True once installExitHooks was called: shadow and log are there.
bool isReady();

}  // namespace gordian

#endif
