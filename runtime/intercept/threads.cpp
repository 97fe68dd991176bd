// Creation, end and joins of threads, and their names.
//
// A new thread says that it is there before pthread_create returns, so that whoever gets its pthread_t can find it. It
// says that it ends from a key destructor that runs in the last round of destructors, so that what the program's own
// destructors do still belongs to the thread.
#include "base/system.h"
#include "intercept/intercept.h"
#include "intercept/setup.h"
#include "intercept/threads.h"
#include "start.h"
#include "sync/waiting.h"

#include <limits.h>
#include <link.h>
#include <sys/prctl.h>

namespace gordian {
namespace {

/// What the thread is to the runtime, where it has no Thread.
enum class Phase : u8 { kUnknown, kFollowed, kOver };
__thread Phase phase __attribute__((tls_model("initial-exec")));

bool is_ready;
pthread_key_t end_key;
u64 static_tls_bytes;  // below the thread pointer, of the modules that were there at the start

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
  if (rounds > 1) {
    pthread_setspecific(end_key, reinterpret_cast<void *>(rounds - 1));
    return;
  }
  Thread *thread = currentThread();
  phase = Phase::kOver;
  // No RuntimeScope: the Thread may be another thread's when `ended` returns.
  if (thread) threads::ended(*thread);
}

struct Bounds {
  uptr begin, end;
};

Bounds ownStack() {
  Bounds bounds = {};
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return bounds;
  void *begin;
  size_t bytes;
  if (pthread_attr_getstack(&attributes, &begin, &bytes) == 0) bounds = {addressOf(begin), addressOf(begin) + bytes};
  pthread_attr_destroy(&attributes);
  return bounds;
}

int findLowestTls(struct dl_phdr_info *module, size_t, void *lowest) {
  uptr block = reinterpret_cast<uptr>(module->dlpi_tls_data);
  uptr &found = *static_cast<uptr *>(lowest);
  if (block && block < found) found = block;
  return 0;
}

/// Of the calling thread, which must be the main one: blocks that lie elsewhere are not static.
u64 findStaticTlsBytes() {
  uptr thread_pointer = pthread_self(), lowest = thread_pointer;
  dl_iterate_phdr(findLowestTls, &lowest);
  return thread_pointer - lowest < (u64{1} << 20) ? thread_pointer - lowest : 0;
}

void *runThread(void *start_of_creator) {
  Start &start = *static_cast<Start *>(start_of_creator);
  phase = Phase::kFollowed;
  Thread &thread = *start.thread;
  Bounds stack = ownStack();
  thread.tls_end = pthread_self();
  thread.tls_begin = thread.tls_end - static_tls_bytes;
  threads::started(thread, pthread_self(), stack.begin, stack.end);
  if (start.is_detached) tell(&thread, [](Thread &self) { threads::detached(self); });
  followThreadEnd();
  auto routine = start.routine;
  void *argument = start.argument;
  storeRelease(&start.taken, 1u);
  system::futexWake(&start.taken, 1);
  return routine(argument);
}

bool startsDetached(const pthread_attr_t *attributes) {
  int state = PTHREAD_CREATE_JOINABLE;
  return attributes && pthread_attr_getdetachstate(attributes, &state) == 0 && state == PTHREAD_CREATE_DETACHED;
}

void joinInterrupted(void *thread) {
  tell(static_cast<Thread *>(thread), [](Thread &self) { joinWaited(self); });
}

/// The join that may block, as `real_join` does it; the wait for `joined` is announced meanwhile.
template <class Join> int joinBlocking(Thread *thread, Thread &joined, bool is_timed, Join real_join) {
  int result;
  tell(thread, [&](Thread &self) { joinWaiting(self, joined, is_timed); });
  pthread_cleanup_push(joinInterrupted, thread);
  result = real_join();
  pthread_cleanup_pop(1);
  return result;
}

template <class Join> int join(pthread_t pthread, void **value, bool is_timed, Join real_join) {
  Thread *thread = enterIgnored();
  // A thread that joins itself gets EDEADLK from libc.
  if (!thread || pthread == pthread_self()) return real_join();
  Thread *joined = threads::find(pthread);
  if (!joined) return real_join();
  int result = real.pthread_tryjoin_np(pthread, value);
  if (result == EBUSY) result = joinBlocking(thread, *joined, is_timed, real_join);
  if (result == 0) tell(thread, [&](Thread &self) { threads::joined(self, *joined); });
  return result;
}

}  // namespace

bool isReady() { return is_ready; }

void followThreadEnd() { pthread_setspecific(end_key, reinterpret_cast<void *>(uptr{PTHREAD_DESTRUCTOR_ITERATIONS})); }

void followMainThread() {
  pthread_key_create(&end_key, ending);
  static_tls_bytes = findStaticTlsBytes();
  phase = Phase::kFollowed;
  followThreadEnd();
  is_ready = true;
}

Thread *enterUnknown() {
  if (!is_ready || phase != Phase::kUnknown) return nullptr;
  phase = Phase::kFollowed;
  Thread *thread = threads::adopt();
  if (thread) followThreadEnd();
  return thread;
}

int createThread(pthread_t *pthread, const pthread_attr_t *attributes, void *(*routine)(void *), void *argument) {
  Thread *parent = enterIgnored();
  if (!parent) return real.pthread_create(pthread, attributes, routine, argument);
  Start start = {routine, argument, nullptr, startsDetached(attributes), 0};
  tell(parent, [&](Thread &self) { start.thread = threads::create(self); });
  int result = real.pthread_create(pthread, attributes, runThread, &start);
  if (result != 0) {
    tell(parent, [&](Thread &) { threads::abandoned(*start.thread); });
    return result;
  }
  while (loadAcquire(&start.taken) == 0) system::futexWait(&start.taken, 0);
  return 0;
}

int joinThread(pthread_t pthread, void **value) {
  return join(pthread, value, false, [&] { return real.pthread_join(pthread, value); });
}

int detachThread(pthread_t pthread) {
  Thread *thread = enterIgnored();
  // Before: a thread that is detached may be gone, and its pthread_t another's, when the real function returns.
  tell(thread, [&](Thread &) {
    Thread *detached = threads::find(pthread);
    if (detached) threads::detached(*detached);
  });
  return real.pthread_detach(pthread);
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

GORDIAN_INTERPOSE(int, pthread_setname_np, pthread_t pthread, const char *name) {
  int result = real.pthread_setname_np(pthread, name);
  if (result != 0) return result;
  tell(enterIgnored(), [&](Thread &) {
    Thread *named = threads::find(pthread);
    if (named) threads::setName(*named, name);
  });
  return result;
}

GORDIAN_INTERPOSE(int, prctl, int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
  int result = real.prctl(option, a, b, c, d);
  if (result == 0 && option == PR_SET_NAME)
    tell(enterIgnored(), [&](Thread &self) { threads::setName(self, reinterpret_cast<const char *>(a)); });
  return result;
}

}  // namespace gordian
