// Semaphores, barriers and pthread_once.
#include "sync/waiting.h"
#include "intercept/intercept.h"
#include "intercept/ranges.h"
#include "intercept/tag.h"
#include "intercept/unseen.h"

#include <threads.h>

namespace gordian {
namespace {

struct SemaphoreWait {
  Call call;
  sem_t *semaphore;
};

void waited(void *wait_begun) {
  SemaphoreWait &wait = *static_cast<SemaphoreWait *>(wait_begun);
  tell(wait.call, [&](Thread &self) { semaphoreWaited(self, addressOf(wait.semaphore)); });
}

/// Decrements by `real_wait`, which may block and be cancelled, when trying could not. Results are -1 with errno.
template <class Wait> int decrementBy(Call call, sem_t *semaphore, bool is_timed, Wait real_wait) {
  SemaphoreWait wait = {call, semaphore};
  if (!wait.call)
    return real_wait();
  tag::check(call, semaphore, ObjectKind::kSemaphore);
  int saved_errno = errno;
  int result = real.sem_trywait(semaphore);
  if (result != 0 && errno == EAGAIN) {
    errno = saved_errno;
    tell(wait.call, [&](Thread &self) { semaphoreWaiting(self, addressOf(semaphore), is_timed); });
    pthread_cleanup_push(waited, &wait);
    result = real_wait();
    pthread_cleanup_pop(1);
  }
  if (result == 0)
    tell(wait.call, [&](Thread &self) { semaphoreAcquired(self, addressOf(semaphore)); });
  return result;
}

/// What pthread_once is to run, for the trampoline: libc's callback has no argument. A callback may use pthread_once.
__thread void (*once_routine)() __attribute__((tls_model("initial-exec")));
__thread pthread_once_t *once_control __attribute__((tls_model("initial-exec")));

void runOnceRoutine() {
  auto routine = once_routine;
  pthread_once_t *once = once_control;
  tell(enter(), [&](Thread &self) { onceBegun(self, addressOf(once)); });
  routine();
  // Here and not after pthread_once returns: others return from theirs as soon as this function has returned.
  tell(enter(), [&](Thread &self) {
    releaseObject(self, addressOf(once), ObjectKind::kOnce);
    onceEnded(self, addressOf(once));
  });
}

// States of glibc's pthread_once_t.
constexpr int kOnceRuns = 1, kOnceDone = 2;

GORDIAN_INLINE int runOnce(pthread_once_t *once, void (*routine)()) {
  Call call = enter();
  if (!call)
    return real.pthread_once(once, routine);
  once_routine = routine;
  once_control = once;
  int state = __atomic_load_n(once, __ATOMIC_ACQUIRE);
  bool may_wait = !(state & kOnceDone);
  if (may_wait)
    tell(call, [&](Thread &self) { onceWaiting(self, addressOf(once), state & kOnceRuns); });
  int result = real.pthread_once(once, runOnceRoutine);
  if (may_wait)
    tell(call, [&](Thread &self) { onceWaited(self); });
  tell(call, [&](Thread &self) { acquireObject(self, addressOf(once), ObjectKind::kOnce); });
  return result;
}

} // namespace

GORDIAN_INTERPOSE(int, sem_init, sem_t *semaphore, int shared, unsigned value) {
  int result = real.sem_init(semaphore, shared, value);
  if (shared)
    sayProcessShared();
  if (result == 0)
    tag::initialised(semaphore, !shared);
  if (result == 0)
    tell(enter(), [&](Thread &self) { semaphoreInit(self, addressOf(semaphore), value); });
  return result;
}
GORDIAN_INTERPOSE(int, sem_destroy, sem_t *semaphore) {
  Call call = enter();
  tag::check(call, semaphore, ObjectKind::kSemaphore);
  tell(call, [&](Thread &self) { semaphoreDestroy(self, addressOf(semaphore)); });
  int result = real.sem_destroy(semaphore);
  tag::destroyed(semaphore);
  return result;
}
GORDIAN_INTERPOSE(int, sem_close, sem_t *semaphore) {
  // Other threads may have the same named semaphore open: sem_open counts, and gives the same address to all.
  return real.sem_close(semaphore);
}
GORDIAN_INTERPOSE(int, sem_wait, sem_t *semaphore) {
  return decrementBy(enter(), semaphore, false, [&] { return real.sem_wait(semaphore); });
}
GORDIAN_INTERPOSE(int, sem_trywait, sem_t *semaphore) {
  int result = real.sem_trywait(semaphore);
  if (result == 0)
    tell(enter(), [&](Thread &self) { semaphoreAcquired(self, addressOf(semaphore)); });
  return result;
}
GORDIAN_INTERPOSE(int, sem_timedwait, sem_t *semaphore, const timespec *deadline) {
  return decrementBy(enter(), semaphore, true, [&] { return real.sem_timedwait(semaphore, deadline); });
}
GORDIAN_INTERPOSE(int, sem_clockwait, sem_t *semaphore, clockid_t clock, const timespec *deadline) {
  return decrementBy(enter(), semaphore, true, [&] { return real.sem_clockwait(semaphore, clock, deadline); });
}
GORDIAN_INTERPOSE(int, sem_post, sem_t *semaphore) {
  Call call = enter();
  tag::check(call, semaphore, ObjectKind::kSemaphore);
  tell(call, [&](Thread &self) { semaphorePost(self, addressOf(semaphore)); });
  return real.sem_post(semaphore);
}

GORDIAN_INTERPOSE(int, sem_getvalue, sem_t *semaphore, int *value) {
  int result = real.sem_getvalue(semaphore, value);
  if (result == 0) {
    tell(enter(), [&](Thread &self) { acquireObject(self, addressOf(semaphore), ObjectKind::kSemaphore); });
    writes(value, sizeof *value);
  }
  return result;
}

GORDIAN_INTERPOSE(int, pthread_barrier_init, pthread_barrier_t *barrier, const pthread_barrierattr_t *attributes,
                  unsigned count) {
  int result = real.pthread_barrier_init(barrier, attributes, count);
  if (result != 0)
    return result;
  int shared = PTHREAD_PROCESS_PRIVATE;
  if (attributes)
    pthread_barrierattr_getpshared(attributes, &shared);
  tag::initialised(barrier, shared == PTHREAD_PROCESS_PRIVATE);
  tell(enter(), [&](Thread &self) { barrierInit(self, addressOf(barrier), count); });
  return result;
}
GORDIAN_INTERPOSE(int, pthread_barrier_destroy, pthread_barrier_t *barrier) {
  Call call = enter();
  tag::check(call, barrier, ObjectKind::kBarrier);
  tell(call, [&](Thread &self) { barrierDestroying(self, addressOf(barrier)); });
  int result = real.pthread_barrier_destroy(barrier);
  tag::destroyed(barrier);
  // After: libc waits there until all have left.
  tell(call, [&](Thread &self) { destroyObject(self, addressOf(barrier)); });
  return result;
}
GORDIAN_INTERPOSE(int, pthread_barrier_wait, pthread_barrier_t *barrier) {
  Call call = enter();
  tag::check(call, barrier, ObjectKind::kBarrier);
  u64 generation = 0;
  tell(call, [&](Thread &self) { generation = barrierArrived(self, addressOf(barrier)); });
  int result = real.pthread_barrier_wait(barrier);
  tell(call, [&](Thread &self) { barrierLeft(self, addressOf(barrier), generation); });
  return result;
}

GORDIAN_INTERPOSE(int, pthread_once, pthread_once_t *once, void (*routine)()) { return runOnce(once, routine); }
GORDIAN_INTERPOSE(int, __pthread_once, pthread_once_t *once, void (*routine)()) { return runOnce(once, routine); }

// glibc's <threads.h> calls its own functions inside, past any interposition.
GORDIAN_INTERPOSE(void, call_once, once_flag *once, void (*routine)()) {
  runOnce(reinterpret_cast<pthread_once_t *>(once), routine);
}

} // namespace gordian
