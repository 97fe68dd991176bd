// Signals: handlers that are observed, and who sent what.
//
// What was done before the handler was installed, and before the signal was sent or its timer armed, happens before the
// handler (or sigwait, or a read of a signalfd). The kernel calls our function, the program sees its own when it asks for
// the old action. errno is the program's affair: the runtime never changes it.
//
// A signal that arrives while its thread is inside the runtime, or between the two halves of an atomic operation, is
// sent once more to the thread and all signals are blocked until it leaves (thread.h: leaveRuntime), a few microseconds
// later. There the kernel delivers it as it would have: mask, alternate stack and order are its business.
#include "intercept/signals.h"
#include "base/bytes.h"
#include "base/system.h"
#include "intercept/intercept.h"
#include "intercept/ranges.h"
#include "sync/events.h"
#include "sync/waiting.h"

#include <sys/signalfd.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

namespace gordian {
namespace {

using Handler = void (*)(int, siginfo_t *, void *);

constexpr int kSignals = 65;
/// The program's handler of each signal. The address of an entry is the signal's object.
Handler handlers[kSignals];

bool isSignal(int signal) { return signal > 0 && signal < kSignals; }

void acquireSignal(int signal) {
  if (!isSignal(signal))
    return;
  if (!currentThread())
    return; // a thread that is just being created is not to be taken for an unknown one
  tell(enter(), [&](Thread &self) { acquireObject(self, addressOf(&handlers[signal]), ObjectKind::kOther); });
}

constexpr u64 bitOf(int signal) { return u64{1} << (signal - 1); }

/// What the thread's own instruction caused: the handler must run before it goes on. Blocked, they would kill.
constexpr u64 kSynchronous =
    bitOf(SIGSEGV) | bitOf(SIGBUS) | bitOf(SIGFPE) | bitOf(SIGILL) | bitOf(SIGTRAP) | bitOf(SIGSYS);

/// The kernel's struct of rt_sigaction.
struct KernelAction {
  Handler handler;
  u64 flags;
  void (*restorer)();
  u64 mask;
};

/// Of an action with SA_RESETHAND only the handler is gone when the signal was delivered; it is to be delivered again.
KernelAction actionOf(int signal) {
  KernelAction action = {};
  system::call(SYS_rt_sigaction, static_cast<u64>(signal), 0, reinterpret_cast<u64>(&action), sizeof action.mask);
  return action;
}

/// Sends `signal` to the calling thread once more, with all signals blocked until it leaves the runtime. Returns whether
/// that could be done.
bool defer(Thread &thread, int signal, siginfo_t *info, void *context, void (*own)(int, siginfo_t *, void *)) {
  u64 all = ~kSynchronous;
  // Against SA_NODEFER; the kernel takes the mask that is current afterwards from the context.
  system::call(SYS_rt_sigprocmask, SIG_BLOCK, reinterpret_cast<u64>(&all), 0, sizeof all);
  KernelAction action = actionOf(signal);
  if (action.flags & SA_RESETHAND) {
    action.handler = own;
    system::call(SYS_rt_sigaction, static_cast<u64>(signal), reinterpret_cast<u64>(&action), 0, sizeof action.mask);
  }
  siginfo_t sent; // without SA_SIGINFO there is none
  fillBytes(&sent, 0, sizeof sent);
  if (action.flags & SA_SIGINFO)
    copyBytes(&sent, info, sizeof sent);
  sent.si_signo = signal;
  if (system::failed(system::call(SYS_rt_tgsigqueueinfo, system::processId(), system::threadId(),
                                  static_cast<u64>(signal), reinterpret_cast<u64>(&sent))))
    return false;
  u64 *mask = reinterpret_cast<u64 *>(&static_cast<ucontext_t *>(context)->uc_sigmask);
  if (!(thread.in_runtime & kSignalsDeferred))
    thread.deferred_mask = *mask;
  thread.in_runtime |= kSignalsDeferred;
  *mask |= all;
  return true;
}

/// Whether the handler that is about to run interrupts something that it could harm. Not what the thread's own instruction
/// caused or what it sent to itself, whose handlers the C standard lets do anything (7.14.1.1), and not a wait of the
/// kernel's in a function that is safe itself, such as pause and ppoll: where signals come only there, handlers may call
/// what they like (POSIX.1-2017, XSH 2.4.3).
bool isAsynchronous(const Thread &thread, int signal, const void *context) {
  if ((bitOf(signal) & kSynchronous) || thread.sending_signal == signal)
    return false;
  if (thread.wait.is_active)
    return true; // for a lock, say
  const greg_t *registers = static_cast<const ucontext_t *>(context)->uc_mcontext.gregs;
  const u8 *next = reinterpret_cast<const u8 *>(registers[REG_RIP]);
  auto isSystemCall = [](const u8 *code) { return code[0] == 0x0f && code[1] == 0x05; };
  constexpr u64 kPageMask = kPageBytes - 1;
  uptr in_page = reinterpret_cast<uptr>(next) & kPageMask;
  bool was_waiting = in_page >= 2 && isSystemCall(next - 2) && registers[REG_RAX] == -EINTR;
  bool will_wait_again = in_page <= kPageMask - 1 && isSystemCall(next); // SA_RESTART
  return !was_waiting && !will_wait_again;
}

/// Runs the program's handler and looks what it does: errno must be as before, and calls of unsafe functions are reported.
GORDIAN_NOINLINE void handleWatched(int signal, siginfo_t *info, void *context) {
  Handler handler = loadAcquire(&handlers[signal]);
  Thread *thread = currentThread();
  u32 outer = thread->handler_depth;
  bool outer_is_told = thread->handler_is_told;
  Site site = thread->sync_site;
  u32 depth = thread->sync_depth;
  thread->sync_site = Site{};
  thread->handler_depth = thread->history.depth() + 1;
  thread->handler_is_told = false;
  int before = errno;
  handler(signal, info, context);
  int after = errno;
  thread = currentThread();
  if (!thread)
    return;
  thread->handler_depth = outer;
  thread->handler_is_told = outer_is_told;
  thread->sync_site = site;
  thread->sync_depth = depth;
  if (after == before)
    return;
  // The handler itself stands for the place: which of its calls it was is not known.
  tell({thread, reinterpret_cast<const u8 *>(handler) + 1}, [](Thread &self) {
    Site site = self.sync_site;
    self.sync_site = Site{};
    {
      Operating operating(self);
      reportMisuse(self, log_format::FindingKind::kErrnoSpoiled, nullptr);
    }
    self.sync_site = site;
  });
  errno = after;
}

/// On x86-64 the kernel passes all three arguments whether SA_SIGINFO is set or not, and who takes fewer ignores them.
void handle(int signal, siginfo_t *info, void *context) {
  Thread *thread = currentThread();
  if (thread && GORDIAN_UNLIKELY(thread->in_runtime || thread->atomic_stripe) && !(bitOf(signal) & kSynchronous) &&
      defer(*thread, signal, info, context, handle))
    return;
  acquireSignal(signal);
  if (thread && isAsynchronous(*thread, signal, context))
    [[clang::musttail]] return handleWatched(signal, info, context);
  Handler handler = loadAcquire(&handlers[signal]);
  [[clang::musttail]] return handler(signal, info, context);
}

template <class Function> Handler asHandler(Function function) {
  return reinterpret_cast<Handler>(reinterpret_cast<uptr>(function));
}

sighandler_t asOldHandler(Handler handler) { return reinterpret_cast<sighandler_t>(reinterpret_cast<uptr>(handler)); }

bool isFunction(Handler handler) {
  return handler != asHandler(SIG_DFL) && handler != asHandler(SIG_IGN) && handler != asHandler(SIG_ERR) &&
         handler != asHandler(SIG_HOLD);
}

/// Makes `handler` the program's handler of `signal`, by `install(what the kernel is to call)`, which returns whether
/// it worked. Returns what was the program's before.
template <class Install> Handler install(int signal, Handler handler, Install install_real) {
  Handler before = loadAcquire(&handlers[signal]);
  if (!isFunction(handler)) {
    install_real(handler);
    return before;
  }
  releaseSignal(signal);
  storeRelease(&handlers[signal], handler);
  if (!install_real(asHandler(handle)))
    storeRelease(&handlers[signal], before);
  return before;
}

/// signal() and its like.
sighandler_t installBy(sighandler_t (*real_function)(int, sighandler_t), int signal, sighandler_t handler) {
  if (!isReady() || !isSignal(signal))
    return real_function(signal, handler);
  sighandler_t old = SIG_ERR;
  Handler before = install(signal, asHandler(handler), [&](Handler called) {
    old = real_function(signal, asOldHandler(called));
    return old != SIG_ERR;
  });
  return asHandler(old) == handle ? asOldHandler(before) : old;
}

} // namespace

void releaseSignal(int signal) {
  if (!isSignal(signal))
    return;
  tell(enter(), [&](Thread &self) { releaseObject(self, addressOf(&handlers[signal]), ObjectKind::kOther); });
}

void callsUnsafely(const Call &call) {
  if (call.thread->handler_is_told || call.thread->ignore_depth || isQuiet(call.return_address))
    return;
  call.thread->handler_is_told = true;
  int saved = errno;
  tell(call, [](Thread &self) {
    Operating operating(self);
    reportMisuse(self, log_format::FindingKind::kSignalUnsafeCall, nullptr);
  });
  errno = saved;
}

void acquireSignalsRead(const void *infos, u64 bytes) {
  const signalfd_siginfo *info = static_cast<const signalfd_siginfo *>(infos);
  for (u64 i = 0; i < bytes / sizeof *info; ++i)
    acquireSignal(static_cast<int>(info[i].ssi_signo));
}

GORDIAN_INTERPOSE(int, sigaction, int signal, const struct sigaction *action, struct sigaction *old) {
  if (!isReady() || !isSignal(signal))
    return real.sigaction(signal, action, old);
  int result = 0;
  Handler before = loadAcquire(&handlers[signal]);
  if (!action) {
    result = real.sigaction(signal, nullptr, old);
  } else {
    struct sigaction wanted; // `action` and `old` may be the same
    copyBytes(&wanted, action, sizeof wanted);
    before = install(signal, asHandler(wanted.sa_sigaction), [&](Handler called) {
      wanted.sa_sigaction = called;
      result = real.sigaction(signal, &wanted, old);
      return result == 0;
    });
  }
  if (result == 0 && old && old->sa_sigaction == handle)
    old->sa_sigaction = before;
  return result;
}

GORDIAN_INTERPOSE(sighandler_t, signal, int signal, sighandler_t handler) {
  return installBy(real.signal, signal, handler);
}
GORDIAN_INTERPOSE(sighandler_t, bsd_signal, int signal, sighandler_t handler) {
  return installBy(real.bsd_signal, signal, handler);
}
GORDIAN_INTERPOSE(sighandler_t, sysv_signal, int signal, sighandler_t handler) {
  return installBy(real.sysv_signal, signal, handler);
}
GORDIAN_INTERPOSE(sighandler_t, __sysv_signal, int signal, sighandler_t handler) {
  return installBy(real.__sysv_signal, signal, handler);
}
GORDIAN_INTERPOSE(sighandler_t, ssignal, int signal, sighandler_t handler) {
  return installBy(real.ssignal, signal, handler);
}
GORDIAN_INTERPOSE(sighandler_t, sigset, int signal, sighandler_t handler) {
  return installBy(real.sigset, signal, handler);
}

/// Sends `signal` to the calling thread by `send`; its handler runs before that returns, if it is not blocked.
template <class Send> GORDIAN_INLINE int sendToItself(int signal, Send send) {
  Thread *thread = enter().thread;
  int outer = thread ? thread->sending_signal : 0;
  if (thread)
    thread->sending_signal = signal;
  int result = send();
  if (thread)
    thread->sending_signal = outer;
  return result;
}

GORDIAN_INTERPOSE(int, raise, int signal) {
  releaseSignal(signal);
  return sendToItself(signal, [&] { return real.raise(signal); });
}
GORDIAN_INTERPOSE(int, kill, pid_t process, int signal) {
  releaseSignal(signal);
  return real.kill(process, signal);
}
GORDIAN_INTERPOSE(int, killpg, pid_t group, int signal) {
  releaseSignal(signal);
  return real.killpg(group, signal);
}
GORDIAN_INTERPOSE(int, tgkill, pid_t process, pid_t thread, int signal) {
  releaseSignal(signal);
  return real.tgkill(process, thread, signal);
}
GORDIAN_INTERPOSE(int, pthread_kill, pthread_t pthread, int signal) {
  releaseSignal(signal);
  if (pthread == pthread_self())
    return sendToItself(signal, [&] { return real.pthread_kill(pthread, signal); });
  return real.pthread_kill(pthread, signal);
}
GORDIAN_INTERPOSE(int, sigqueue, pid_t process, int signal, sigval value) {
  releaseSignal(signal);
  return real.sigqueue(process, signal, value);
}
GORDIAN_INTERPOSE(int, pthread_sigqueue, pthread_t pthread, int signal, sigval value) {
  releaseSignal(signal);
  return real.pthread_sigqueue(pthread, signal, value);
}

GORDIAN_INTERPOSE(unsigned, alarm, unsigned seconds) {
  releaseSignal(SIGALRM);
  return real.alarm(seconds);
}
GORDIAN_INTERPOSE(useconds_t, ualarm, useconds_t first, useconds_t interval) {
  releaseSignal(SIGALRM);
  return real.ualarm(first, interval);
}
GORDIAN_INTERPOSE(int, setitimer, int which, const itimerval *value, itimerval *old) {
  releaseSignal(which == ITIMER_REAL ? SIGALRM : which == ITIMER_VIRTUAL ? SIGVTALRM : SIGPROF);
  return real.setitimer(which, value, old);
}

GORDIAN_INTERPOSE(int, sigwait, const sigset_t *set, int *signal) {
  int result = real.sigwait(set, signal);
  if (result == 0) {
    acquireSignal(*signal);
    writes(signal, sizeof *signal);
  }
  return result;
}
GORDIAN_INTERPOSE(int, sigwaitinfo, const sigset_t *set, siginfo_t *info) {
  int signal = real.sigwaitinfo(set, info);
  acquireSignal(signal);
  return signal;
}
GORDIAN_INTERPOSE(int, sigtimedwait, const sigset_t *set, siginfo_t *info, const timespec *timeout) {
  int signal = real.sigtimedwait(set, info, timeout);
  acquireSignal(signal);
  return signal;
}

} // namespace gordian
