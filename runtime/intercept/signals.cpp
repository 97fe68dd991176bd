// Signal handlers: what precedes the installation, or the sending, happens before the handler.
//
// Handlers are entered through `handle`; the program still sees its own when it asks for the old action. A handler that
// interrupts the runtime itself runs unobserved (Thread::in_runtime). errno is the program's affair: the runtime never
// changes it.
#include "base/bytes.h"
#include "intercept/intercept.h"
#include "sync/waiting.h"

namespace gordian {
namespace {

using Handler = void (*)(int, siginfo_t *, void *);

constexpr int kSignals = 65;
/// The program's handler of each signal. The address of an entry is the signal's object.
Handler handlers[kSignals];

bool isSignal(int signal) { return signal > 0 && signal < kSignals; }

void releaseSignal(int signal) {
  if (!isSignal(signal))
    return;
  tell(enter(), [&](Thread &self) { releaseObject(self, addressOf(&handlers[signal]), ObjectKind::kOther); });
}

void acquireSignal(int signal) {
  if (!isSignal(signal))
    return;
  if (!currentThread())
    return; // a thread that is just being created is not to be taken for an unknown one
  tell(enter(), [&](Thread &self) { acquireObject(self, addressOf(&handlers[signal]), ObjectKind::kOther); });
}

/// On x86-64 the kernel passes all three arguments whether SA_SIGINFO is set or not, and who takes fewer ignores them.
void handle(int signal, siginfo_t *info, void *context) {
  acquireSignal(signal);
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

GORDIAN_INTERPOSE(int, raise, int signal) {
  releaseSignal(signal);
  return real.raise(signal);
}
GORDIAN_INTERPOSE(int, kill, pid_t process, int signal) {
  releaseSignal(signal);
  return real.kill(process, signal);
}
GORDIAN_INTERPOSE(int, pthread_kill, pthread_t pthread, int signal) {
  releaseSignal(signal);
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

GORDIAN_INTERPOSE(int, sigwait, const sigset_t *set, int *signal) {
  int result = real.sigwait(set, signal);
  if (result == 0)
    acquireSignal(*signal);
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
