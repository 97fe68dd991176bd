// Condition variables, in the layout of glibc 2.3.2 and later.
//
// The wait may be left by cancellation; libc then has taken the mutex again, and the cleanup handler tells that.
#include "intercept/c11.h"
#include "intercept/intercept.h"
#include "intercept/tag.h"
#include "sync/waiting.h"

namespace gordian {
namespace {

struct ConditionWait {
  Call call;
  pthread_cond_t *condition;
  pthread_mutex_t *mutex;
};

void woken(void *wait_begun) {
  ConditionWait &wait = *static_cast<ConditionWait *>(wait_begun);
  tell(wait.call, [&](Thread &self) { conditionWoken(self, addressOf(wait.condition), addressOf(wait.mutex)); });
}

template <class Wait>
int waitBy(Call call, pthread_cond_t *condition, pthread_mutex_t *mutex, bool is_timed, Wait real_wait) {
  ConditionWait wait = {call, condition, mutex};
  if (!wait.call)
    return real_wait();
  tag::check(call, condition, ObjectKind::kCondition);
  tell(wait.call, [&](Thread &self) { conditionWaiting(self, addressOf(condition), addressOf(mutex), is_timed); });
  int result;
  pthread_cleanup_push(woken, &wait);
  result = real_wait();
  pthread_cleanup_pop(1);
  return result;
}

GORDIAN_INLINE int waitCondition(pthread_cond_t *condition, pthread_mutex_t *mutex) {
  return waitBy(enter(), condition, mutex, false, [&] { return real.pthread_cond_wait(condition, mutex); });
}

GORDIAN_INLINE int timedWaitCondition(pthread_cond_t *condition, pthread_mutex_t *mutex, const timespec *deadline) {
  return waitBy(enter(), condition, mutex, true,
                [&] { return real.pthread_cond_timedwait(condition, mutex, deadline); });
}

GORDIAN_INLINE int signalCondition(pthread_cond_t *condition) {
  Call call = enter();
  tag::check(call, condition, ObjectKind::kCondition);
  tell(call, [&](Thread &self) { conditionSignal(self, addressOf(condition), false); });
  return real.pthread_cond_signal(condition);
}

GORDIAN_INLINE int broadcastCondition(pthread_cond_t *condition) {
  Call call = enter();
  tag::check(call, condition, ObjectKind::kCondition);
  tell(call, [&](Thread &self) { conditionSignal(self, addressOf(condition), true); });
  return real.pthread_cond_broadcast(condition);
}

GORDIAN_INLINE int destroyCondition(pthread_cond_t *condition) {
  Call call = enter();
  bool waits = false;
  tell(call, [&](Thread &self) { waits = conditionDestroying(self, addressOf(condition)); });
  int result = real.pthread_cond_destroy(condition);
  if (waits)
    tell(call, [&](Thread &self) { conditionDestroyed(self, addressOf(condition)); });
  return result;
}

pthread_mutex_t *mutexOf(mtx_t *mutex) { return reinterpret_cast<pthread_mutex_t *>(mutex); }
pthread_cond_t *conditionOf(cnd_t *condition) { return reinterpret_cast<pthread_cond_t *>(condition); }

} // namespace

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
  return waitBy(enter(), condition, mutex, true,
                [&] { return real.pthread_cond_clockwait(condition, mutex, clock, deadline); });
}

// glibc's <threads.h> calls its own functions inside, past any interposition.
GORDIAN_INTERPOSE(void, cnd_destroy, cnd_t *condition) { destroyCondition(conditionOf(condition)); }
GORDIAN_INTERPOSE(int, cnd_signal, cnd_t *condition) { return c11ResultOf(signalCondition(conditionOf(condition))); }
GORDIAN_INTERPOSE(int, cnd_broadcast, cnd_t *condition) {
  return c11ResultOf(broadcastCondition(conditionOf(condition)));
}
GORDIAN_INTERPOSE(int, cnd_wait, cnd_t *condition, mtx_t *mutex) {
  return c11ResultOf(waitCondition(conditionOf(condition), mutexOf(mutex)));
}
GORDIAN_INTERPOSE(int, cnd_timedwait, cnd_t *condition, mtx_t *mutex, const timespec *deadline) {
  return c11ResultOf(timedWaitCondition(conditionOf(condition), mutexOf(mutex), deadline));
}

} // namespace gordian
