// Functions that libc calls later, from a thread of its own or at the end: timers and queues with SIGEV_THREAD, and the
// handlers of exit, quick_exit and unloading. What was done before they were given in precedes them.
//
// libc's helper threads are not created through anything that is interposed; the function that is called there takes over
// what its giver had seen.
#include "intercept/intercept.h"
#include "intercept/process.h"
#include "intercept/signals.h"
#include "race/kept.h"
#include "sync/waiting.h"

#include <mqueue.h>
#include <signal.h>
#include <time.h>

namespace gordian {
namespace {

/// What is to be called instead of the program's function, and with what. Never given back: libc may call it again at
/// any time until the timer is deleted, and then no one says that no call is on its way.
struct Callback {
  union {
    void (*with_value)(sigval);
    void (*with_argument)(void *);
    void (*with_status)(int, void *);
  };
  sigval value;
};

void releaseCallback(const Callback *callback) {
  tell(enter(), [&](Thread &self) { releaseObject(self, addressOf(callback), ObjectKind::kOther); });
}

void acquireCallback(const Callback *callback) {
  tell(enter(), [&](Thread &self) {
    if (objects::find(addressOf(callback)))
      acquireObject(self, addressOf(callback), ObjectKind::kOther);
  });
}

Callback *newCallback() { return kept::make<Callback>(); }

void notified(sigval value) {
  Callback *callback = static_cast<Callback *>(value.sival_ptr);
  acquireCallback(callback);
  callback->with_value(callback->value);
}

/// `event` as libc is to have it; `callback` is what it will call, or null.
struct Wrapped {
  sigevent event;
  Callback *callback;
  sigevent *given;
};

void wrap(Wrapped &wrapped, sigevent *event) {
  wrapped.callback = nullptr;
  wrapped.given = event;
  if (!isReady() || !event || event->sigev_notify != SIGEV_THREAD || !event->sigev_notify_function)
    return;
  wrapped.callback = newCallback();
  wrapped.callback->with_value = event->sigev_notify_function;
  wrapped.callback->value = event->sigev_value;
  wrapped.event = *event;
  wrapped.event.sigev_notify_function = notified;
  wrapped.event.sigev_value.sival_ptr = wrapped.callback;
  wrapped.given = &wrapped.event;
  releaseCallback(wrapped.callback);
}

/// What a timer calls or sends, by the timer: for timer_settime, which happens before it, too.
constexpr u32 kTimers = 1 << 10;
struct Expiry {
  Callback *callback;
  int signal;
} expiries[kTimers];

Expiry &expiryOf(timer_t timer) {
  u64 number = reinterpret_cast<u64>(timer);
  return expiries[(number ^ number >> 12) % kTimers];
}

int signalOf(const sigevent *event) {
  if (!event)
    return SIGALRM;
  return event->sigev_notify == SIGEV_SIGNAL || event->sigev_notify == SIGEV_THREAD_ID ? event->sigev_signo : 0;
}

u64 quick_exit_handlers;

void exitHandler(void *argument) {
  Callback *callback = static_cast<Callback *>(argument);
  acquireCallback(callback);
  callback->with_argument(callback->value.sival_ptr);
}

void exitHandlerWithStatus(int status, void *argument) {
  Callback *callback = static_cast<Callback *>(argument);
  acquireCallback(callback);
  callback->with_status(status, callback->value.sival_ptr);
}

Callback *newHandler(void (*function)(void *), void *argument) {
  Callback *callback = newCallback();
  callback->with_argument = function;
  callback->value.sival_ptr = argument;
  // As long as a thread is alone, whoever ends the process is that thread or one that it makes later.
  if (threads::aliveCount() > 1)
    releaseCallback(callback);
  return callback;
}

} // namespace

GORDIAN_INTERPOSE(int, timer_create, clockid_t clock, sigevent *event, timer_t *timer) {
  Wrapped wrapped;
  wrap(wrapped, event);
  int result = real.timer_create(clock, wrapped.given, timer);
  if (result == 0) {
    Expiry &expiry = expiryOf(*timer);
    storeRelaxed(&expiry.signal, signalOf(event));
    storeRelease(&expiry.callback, wrapped.callback);
  }
  return result;
}
GORDIAN_INTERPOSE(int, timer_settime, timer_t timer, int flags, const itimerspec *value, itimerspec *old) {
  Expiry &expiry = expiryOf(timer);
  if (Callback *callback = loadAcquire(&expiry.callback))
    releaseCallback(callback);
  else
    releaseSignal(loadRelaxed(&expiry.signal));
  return real.timer_settime(timer, flags, value, old);
}
GORDIAN_INTERPOSE(int, mq_notify, mqd_t queue, const sigevent *event) {
  Wrapped wrapped;
  wrap(wrapped, const_cast<sigevent *>(event));
  return real.mq_notify(queue, wrapped.given);
}

GORDIAN_INTERPOSE(int, __cxa_atexit, void (*function)(void *), void *argument, void *module) {
  if (!isReady() || !function)
    return real.__cxa_atexit(function, argument, module);
  return real.__cxa_atexit(exitHandler, newHandler(function, argument), module);
}
// Its functions get no argument that could name ours: one object stands for all of them.
GORDIAN_INTERPOSE(int, __cxa_at_quick_exit, void (*function)(void *), void *module) {
  if (threads::aliveCount() > 1)
    tell(enter(), [&](Thread &self) { releaseObject(self, addressOf(&quick_exit_handlers), ObjectKind::kOther); });
  return real.__cxa_at_quick_exit(function, module);
}
GORDIAN_INTERPOSE(void, quick_exit, int status) {
  tell(enter(), [&](Thread &self) {
    if (objects::find(addressOf(&quick_exit_handlers)))
      acquireObject(self, addressOf(&quick_exit_handlers), ObjectKind::kOther);
  });
  quick_exit_status = status;
  real.quick_exit(status);
}
GORDIAN_INTERPOSE(int, on_exit, void (*function)(int, void *), void *argument) {
  if (!isReady() || !function)
    return real.on_exit(function, argument);
  Callback *callback = newHandler(nullptr, argument);
  callback->with_status = function;
  return real.on_exit(exitHandlerWithStatus, callback);
}

} // namespace gordian
