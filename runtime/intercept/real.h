// The functions of libc themselves, behind those that the runtime defines under the same names.
//
// Found once, at the start, by dlsym(RTLD_NEXT). Before that the table holds plain loops for the few functions that the
// loader's own work may reach (ifunc resolvers of the program), and the heap needs no table at all: libc exports its
// allocator under a second set of names.
#ifndef GORDIAN_INTERCEPT_REAL_H
#define GORDIAN_INTERCEPT_REAL_H

#include <aio.h>
#include <dlfcn.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <threads.h>
#include <time.h>
#include <ucontext.h>
#include <wchar.h>

extern "C" {
void *__libc_malloc(size_t);
void __libc_free(void *);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
// pthread_cleanup_push calls it; clang is told what it is only where builtins are on.
int __sigsetjmp(struct __jmp_buf_tag *, int) noexcept __attribute__((returns_twice));
}

namespace gordian {

struct RealFunctions {
#define GORDIAN_REAL(result, name, parameters) result(*name) parameters;
#define GORDIAN_REAL_VERSION(result, name, parameters, version) GORDIAN_REAL(result, name, parameters)
#include "intercept/functions.inc"
#undef GORDIAN_REAL
#undef GORDIAN_REAL_VERSION
};

/// The table. Constant after resolveRealFunctions; a function that this libc does not have is null, and is then never
/// asked for, since no program could be linked to it.
extern RealFunctions real;

/// Fills the table. Called by the start, before anything else of the runtime; may allocate through libc.
void resolveRealFunctions();
/// Called by the start in the main thread as its last step, once the runtime can be told things: registers what runs at
/// exit, quick_exit and fork, and follows the main thread to its end. When the start runs from .preinit_array, the exit
/// handler is libc's first and so runs last, after the destructors of all modules.
void installExitHooks();

} // namespace gordian

#endif
