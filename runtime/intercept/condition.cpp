// Condition variables, in the layout of glibc 2.3.2 and later.
//
// The wait may be left by cancellation; libc then has taken the mutex again, and the cleanup handler tells that.
#include "intercept/intercept.h"
#include "intercept/locks.h"
#include "sync/waiting.h"

namespace gordian {
namespace {

struct ConditionWait {
  Thread *thread;
  pthread_cond_t *condition;
  pthread_mutex_t *mutex;
};

void woken(void *wait_begun) {
  ConditionWait &wait = *static_cast<ConditionWait *>(wait_begun);
  tell(wait.thread, [&](Thread &self) { conditionWoken(self, addressOf(wait.condition), addressOf(wait.mutex)); });
}

template <class Wait> int waitBy(pthread_cond_t *condition, pthread_mutex_t *mutex, bool is_timed, Wait real_wait) {
  ConditionWait wait = {enter(), condition, mutex};
  if (!wait.thread) return real_wait();
  tell(wait.thread, [&](Thread &self) { conditionWaiting(self, addressOf(condition), addressOf(mutex), is_timed); });
  int result;
  pthread_cleanup_push(woken, &wait);
  result = real_wait();
  pthread_cleanup_pop(1);
  return result;
}

}  // namespace

int waitCondition(pthread_cond_t *condition, pthread_mutex_t *mutex) {
  return waitBy(condition, mutex, false, [&] { return real.pthread_cond_wait(condition, mutex); });
}

int timedWaitCondition(pthread_cond_t *condition, pthread_mutex_t *mutex, const timespec *deadline) {
  return waitBy(condition, mutex, true, [&] { return real.pthread_cond_timedwait(condition, mutex, deadline); });
}

int signalCondition(pthread_cond_t *condition) {
  tell(enter(), [&](Thread &self) { conditionSignal(self, addressOf(condition), false); });
  return real.pthread_cond_signal(condition);
}

int broadcastCondition(pthread_cond_t *condition) {
  tell(enter(), [&](Thread &self) { conditionSignal(self, addressOf(condition), true); });
  return real.pthread_cond_broadcast(condition);
}

int destroyCondition(pthread_cond_t *condition) {
  tell(enter(), [&](Thread &self) { conditionDestroy(self, addressOf(condition)); });
  return real.pthread_cond_destroy(condition);
}

GORDIAN_INTERPOSE(int, pthread_cond_init, pthread_cond_t *condition, const pthread_condattr_t *attributes) {
  return real.pthread_cond_init(condition, attributes);
}
GORDIAN_INTERPOSE(int, pthread_cond_destroy, pthread_cond_t *condition) { return destroyCondition(condition); }
GORDIAN_INTERPOSE(int, pthread_cond_signal, pthread_cond_t *condition) { return signalCondition(condition); }
GORDIAN_INTERPOSE(int, pthread_cond_broadcast, pthread_cond_t *condition) { return broadcastCondition(condition); }
GORDIAN_INTERPOSE(int, pthread_cond_wait, pthread_cond_t *condition, pthread_mutex_t *mutex) {
  return waitCondition(condition, mutex);
}
GORDIAN_INTERPOSE(int, pthread_cond_timedwait, pthread_cond_t *condition, pthread_mutex_t *mutex,
                  const timespec *deadline) {
  return timedWaitCondition(condition, mutex, deadline);
}
GORDIAN_INTERPOSE(int, pthread_cond_clockwait, pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                  const timespec *deadline) {
  return waitBy(condition, mutex, true,
                [&] { return real.pthread_cond_clockwait(condition, mutex, clock, deadline); });
}

}  // namespace gordian
