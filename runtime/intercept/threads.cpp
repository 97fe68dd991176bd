// Creation, end and joins of threads, and their names.
//
// A new thread says that it is there before pthread_create returns, so that whoever gets its pthread_t can find it. It
// says that it ends from a key destructor that runs in the last round of destructors, so that what the program's own
// destructors do still belongs to the thread.
#include "intercept/threads.h"
#include "base/system.h"
#include "intercept/c11.h"
#include "intercept/intercept.h"
#include "intercept/joins.h"
#include "intercept/libstdcxx.h"
#include "race/memory.h"
#include "sync/waiting.h"

#include <limits.h>
#include <sys/prctl.h>

namespace gordian {
namespace {

/// What the thread is to the runtime, where it has no Thread.
enum class Phase : u8 { kUnknown, kFollowed, kOver };
__thread Phase phase __attribute__((tls_model("initial-exec")));

bool is_ready;
pthread_key_t end_key;

/// What the creating thread hands to the new one; lives on the creating thread's stack until `taken`.
struct Start {
  void *(*routine)(void *);
  void *argument;
  Thread *thread;
  bool is_detached;
  u32 taken;
};

/// The destructor of end_key. Setting the key again makes libc call once more in its next round.
void ending(void *rounds_left) {
  uptr rounds = reinterpret_cast<uptr>(rounds_left);
  // This key is the oldest of all: in the first round nobody's destructor has run yet.
  if (rounds == PTHREAD_DESTRUCTOR_ITERATIONS)
    releasePromised();
  if (rounds > 1) {
    pthread_setspecific(end_key, reinterpret_cast<void *>(rounds - 1));
    return;
  }
  Thread *thread = currentThread();
  phase = Phase::kOver;
  // No RuntimeScope: the Thread may be another thread's when `ended` returns.
  if (thread)
    threads::ended(*thread);
}

/// The calling thread's end is to be told to threads::ended.
void followThreadEnd() { pthread_setspecific(end_key, reinterpret_cast<void *>(uptr{PTHREAD_DESTRUCTOR_ITERATIONS})); }

struct Bounds {
  uptr begin, end;
};

Bounds ownStack() {
  Bounds bounds = {};
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0)
    return bounds;
  void *begin;
  size_t bytes;
  if (pthread_attr_getstack(&attributes, &begin, &bytes) == 0)
    bounds = {addressOf(begin), addressOf(begin) + bytes};
  pthread_attr_destroy(&attributes);
  return bounds;
}

/// The first frame of each thread; reports leave frames of this prefix out.
extern "C" void *__gordian_run_thread(void *start_of_creator) {
  Start &start = *static_cast<Start *>(start_of_creator);
  phase = Phase::kFollowed;
  Thread &thread = *start.thread;
  Bounds stack = ownStack();
  threads::started(thread, pthread_self(), stack.begin, stack.end);
  if (start.is_detached) {
    threads::detached(thread);
    joins::gone(thread.pthread, joins::kDetached, {raw(thread.parent), thread.creation_site, thread.creation_stack});
  } else {
    joins::isThere(thread.pthread);
  }
  followThreadEnd();
  auto routine = start.routine;
  void *argument = start.argument;
  storeRelease(&start.taken, 1u);
  system::futexWake(&start.taken, 1);
  // A tail call: in stacks the routine is called by libc, as it is without us.
  [[clang::musttail]] return routine(argument);
}

bool startsDetached(const pthread_attr_t *attributes) {
  int state = PTHREAD_CREATE_JOINABLE;
  return attributes && pthread_attr_getdetachstate(attributes, &state) == 0 && state == PTHREAD_CREATE_DETACHED;
}

/// The thread of `pthread` that is yet to be joined or detached, or null.
Thread *find(const Call &call, pthread_t pthread) {
  Thread *found = nullptr;
  tell(call, [&](Thread &) { found = threads::find(pthread); });
  return found;
}

void joinInterrupted(void *call) {
  tell(*static_cast<Call *>(call), [](Thread &self) { joinWaited(self); });
}

/// The join that may block, as `real_join` does it; the wait for `joined` is announced meanwhile.
template <class Join> int joinBlocking(Call call, Thread &joined, bool is_timed, Join real_join) {
  int result;
  tell(call, [&](Thread &self) { joinWaiting(self, joined, is_timed); });
  pthread_cleanup_push(joinInterrupted, &call);
  result = real_join();
  pthread_cleanup_pop(1);
  return result;
}

template <class Join> GORDIAN_INLINE int join(pthread_t pthread, void **value, bool is_timed, Join real_join) {
  Call call = enterIgnored();
  if (!call)
    return real_join();
  if (pthread == pthread_self()) {
    tell(call, [](Thread &self) { joins::joiningItself(self); });
    return real_join();
  }
  Thread *joined = find(call, pthread);
  if (!joined) {
    tell(call, [&](Thread &self) { joins::joining(self, pthread); });
    return real_join();
  }
  int result = real.pthread_tryjoin_np(pthread, value);
  if (result == EBUSY)
    result = joinBlocking(call, *joined, is_timed, real_join);
  if (result == 0)
    tell(call, [&](Thread &self) {
      if (threads::find(pthread) == joined) // else it is another thread's already
        joins::gone(pthread, joins::kJoined, placeOf(self));
      threads::joined(self, *joined);
    });
  return result;
}

GORDIAN_INLINE int createThread(pthread_t *pthread, const pthread_attr_t *attributes, void *(*routine)(void *),
                                void *argument) {
  Call call = enterIgnored();
  Start start = {routine, argument, nullptr, startsDetached(attributes), 0};
  tell(call, [&](Thread &self) { start.thread = threads::create(self); });
  if (!start.thread) {
    int result = real.pthread_create(pthread, attributes, routine, argument);
    if (result == 0)
      joins::isThere(*pthread);
    return result;
  }
  int result = real.pthread_create(pthread, attributes, __gordian_run_thread, &start);
  if (result != 0) {
    tell(call, [&](Thread &) { threads::abandoned(*start.thread); });
    return result;
  }
  while (loadAcquire(&start.taken) == 0)
    system::futexWait(&start.taken, 0);
  return 0;
}

GORDIAN_INLINE int joinThread(pthread_t pthread, void **value) {
  return join(pthread, value, false, [&] { return real.pthread_join(pthread, value); });
}

GORDIAN_INLINE int detachThread(pthread_t pthread) {
  // Before: a thread that is detached may be gone, and its pthread_t another's, when the real function returns.
  Call call = enterIgnored();
  Thread *detached = find(call, pthread);
  if (detached)
    tell(call, [&](Thread &self) {
      joins::gone(pthread, joins::kDetached, placeOf(self));
      threads::detached(*detached);
    });
  return real.pthread_detach(pthread);
}

} // namespace

bool isReady() { return is_ready; }

QuietLibrary quiet_library;

void followMainThread() {
  pthread_key_create(&end_key, ending);
  Thread &thread = *currentThread();
  Bounds stack = ownStack();
  thread.pthread = pthread_self();
  thread.stack_begin = stack.begin;
  thread.stack_end = stack.end;
  phase = Phase::kFollowed;
  followThreadEnd();
  is_ready = true;
}

Thread *enterUnknown() {
  if (!is_ready || phase != Phase::kUnknown)
    return nullptr;
  phase = Phase::kFollowed;
  Thread *thread = threads::adopt();
  if (!thread)
    return nullptr;
  followThreadEnd();
  joins::isThere(pthread_self());
  // What an earlier thread did on the rest of this stack is not this thread's.
  Bounds stack = ownStack();
  uptr here = addressOf(__builtin_frame_address(0));
  if (stack.begin < here && here < stack.end) {
    thread->stack_begin = stack.begin;
    thread->stack_end = stack.end;
    RuntimeScope scope(*thread);
    memoryReset(stack.begin, here - stack.begin);
  }
  return thread;
}

GORDIAN_INTERPOSE(int, pthread_create, pthread_t *pthread, const pthread_attr_t *attributes, void *(*routine)(void *),
                  void *argument) {
  return createThread(pthread, attributes, routine, argument);
}

GORDIAN_INTERPOSE(int, pthread_join, pthread_t pthread, void **value) { return joinThread(pthread, value); }

GORDIAN_INTERPOSE(int, pthread_tryjoin_np, pthread_t pthread, void **value) {
  return join(pthread, value, true, [] { return EBUSY; });
}

GORDIAN_INTERPOSE(int, pthread_timedjoin_np, pthread_t pthread, void **value, const timespec *deadline) {
  return join(pthread, value, true, [&] { return real.pthread_timedjoin_np(pthread, value, deadline); });
}

GORDIAN_INTERPOSE(int, pthread_clockjoin_np, pthread_t pthread, void **value, clockid_t clock,
                  const timespec *deadline) {
  return join(pthread, value, true, [&] { return real.pthread_clockjoin_np(pthread, value, clock, deadline); });
}

GORDIAN_INTERPOSE(int, pthread_detach, pthread_t pthread) { return detachThread(pthread); }

GORDIAN_INTERPOSE(int, pthread_cancel, pthread_t pthread) {
  Call call = enterIgnored();
  if (Thread *target = find(call, pthread))
    tell(call, [&](Thread &self) { threads::cancelling(self, *target); });
  return real.pthread_cancel(pthread);
}

GORDIAN_INTERPOSE(int, pthread_setname_np, pthread_t pthread, const char *name) {
  int result = real.pthread_setname_np(pthread, name);
  if (result != 0)
    return result;
  tell(enterIgnored(), [&](Thread &self) {
    // A thread that is detached is found by nobody else: its number may be another's any time.
    if (Thread *named = self.pthread == pthread ? &self : threads::find(pthread))
      threads::setName(*named, name);
  });
  return result;
}

GORDIAN_INTERPOSE(int, prctl, int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
  int result = real.prctl(option, a, b, c, d);
  if (result == 0 && option == PR_SET_NAME)
    tell(enterIgnored(), [&](Thread &self) { threads::setName(self, reinterpret_cast<const char *>(a)); });
  return result;
}

// glibc's <threads.h> calls its own functions inside, past any interposition.
GORDIAN_INTERPOSE(int, thrd_create, thrd_t *thread, thrd_start_t routine, void *argument) {
  // An int comes back in the low half of the register that a pointer would; thrd_join looks at that half only.
  auto as_pthread = reinterpret_cast<void *(*)(void *)>(reinterpret_cast<uptr>(routine));
  return c11ResultOf(createThread(thread, nullptr, as_pthread, argument));
}
GORDIAN_INTERPOSE(int, thrd_join, thrd_t thread, int *result) {
  void *value = nullptr;
  int error = joinThread(thread, &value);
  if (result)
    *result = static_cast<int>(reinterpret_cast<uptr>(value));
  return c11ResultOf(error);
}
GORDIAN_INTERPOSE(int, thrd_detach, thrd_t thread) { return c11ResultOf(detachThread(thread)); }

} // namespace gordian
