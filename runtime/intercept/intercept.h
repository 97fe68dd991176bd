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
/// the declaration in a system header (noexcept, overloads) nor a builtin of the compiler is in the way. What it calls
/// in its own file is inlined, so that the return address is the program's (see enter). Not to be called by name: it is
/// weak, so that would be a real call.
#define GORDIAN_INTERPOSE(result, name, ...)                                                                           \
  extern "C" __attribute__((visibility("default"), weak, used, flatten))                                               \
  result interposed_##name(__VA_ARGS__) __asm__(#name);                                                                \
  result interposed_##name(__VA_ARGS__)

#define GORDIAN_INLINE inline __attribute__((always_inline))

namespace gordian {

/// Who calls an interposed function, and from where; without a thread nothing is to be told.
struct Call {
  Thread *thread;
  const void *return_address;
  explicit operator bool() const { return thread != nullptr; }
};

/// For a thread that has no Thread: makes one if it is alive and the runtime has not seen it created (libc's helper
/// threads). Null before the runtime is ready and after the thread's end.
Thread *enterUnknown();

/// A library whose own locks and memory are its private business, since the runtime knows what it means to the program
/// (OpenMP's): what its code calls is not observed, but for threads that it creates and memory that it takes.
struct QuietLibrary {
  uptr begin, bytes;
};
extern QuietLibrary quiet_library;
inline bool isQuiet(const void *return_address) {
  return reinterpret_cast<uptr>(return_address) - loadRelaxed(&quiet_library.begin) < loadRelaxed(&quiet_library.bytes);
}

/// The calling thread, also in ignored regions: for what must be known wherever it happens (heap blocks, threads). In
/// both functions the return address is that of the function into which they are inlined: an interposed one, or one
/// that is inlined into it.
GORDIAN_INLINE Call enterIgnored() {
  Thread *thread = currentThread();
  if (GORDIAN_UNLIKELY(!thread))
    thread = enterUnknown();
  else if (GORDIAN_UNLIKELY(thread->in_runtime))
    thread = nullptr;
  return {thread, __builtin_return_address(0)};
}

/// The calling thread if what it does now is to be observed; otherwise only the real function is to be called.
GORDIAN_INLINE Call enter() {
  Call call = enterIgnored();
  if (call && GORDIAN_UNLIKELY(call.thread->ignore_depth || isQuiet(call.return_address)))
    call.thread = nullptr;
  return call;
}

/// Does `what(thread)` inside a RuntimeScope if there is a thread to speak of.
template <class What> GORDIAN_INLINE void tell(const Call &call, What what) {
  if (!call)
    return;
  Thread &thread = *call.thread;
  RuntimeScope scope(thread);
  thread.call_pc = reinterpret_cast<u64>(call.return_address);
  what(thread);
  thread.call_pc = 0;
}

inline uptr addressOf(const volatile void *object) { return reinterpret_cast<uptr>(object); }

/// True once the runtime can be told things (installExitHooks).
bool isReady();

} // namespace gordian

#endif
