// <threads.h>. glibc's versions call its own pthread functions inside, past any interposition, so each is made here of
// the interposed bodies; the types are the same underneath (sysdeps/pthread/thrd_priv.h).
#include "intercept/intercept.h"
#include "intercept/locks.h"
#include "intercept/threads.h"

#include <threads.h>

namespace gordian {
namespace {

int resultOf(int error) {
  switch (error) {
  case 0: return thrd_success;
  case ENOMEM: return thrd_nomem;
  case ETIMEDOUT: return thrd_timedout;
  case EBUSY: return thrd_busy;
  default: return thrd_error;
  }
}

pthread_mutex_t *mutexOf(mtx_t *mutex) { return reinterpret_cast<pthread_mutex_t *>(mutex); }
pthread_cond_t *conditionOf(cnd_t *condition) { return reinterpret_cast<pthread_cond_t *>(condition); }

}  // namespace

GORDIAN_INTERPOSE(int, thrd_create, thrd_t *thread, thrd_start_t routine, void *argument) {
  // An int comes back in the low half of the register that a pointer would; thrd_join looks at that half only.
  auto as_pthread = reinterpret_cast<void *(*)(void *)>(reinterpret_cast<uptr>(routine));
  return resultOf(createThread(thread, nullptr, as_pthread, argument));
}
GORDIAN_INTERPOSE(int, thrd_join, thrd_t thread, int *result) {
  void *value = nullptr;
  int error = joinThread(thread, &value);
  if (result) *result = static_cast<int>(reinterpret_cast<uptr>(value));
  return resultOf(error);
}
GORDIAN_INTERPOSE(int, thrd_detach, thrd_t thread) { return resultOf(detachThread(thread)); }

GORDIAN_INTERPOSE(int, mtx_init, mtx_t *mutex, int type) {
  int result = real.mtx_init(mutex, type);
  if (result == thrd_success) mutexInitialised(mutexOf(mutex));
  return result;
}
GORDIAN_INTERPOSE(void, mtx_destroy, mtx_t *mutex) { destroyMutex(mutexOf(mutex)); }
GORDIAN_INTERPOSE(int, mtx_lock, mtx_t *mutex) { return resultOf(lockMutex(mutexOf(mutex))); }
GORDIAN_INTERPOSE(int, mtx_trylock, mtx_t *mutex) { return resultOf(tryLockMutex(mutexOf(mutex))); }
GORDIAN_INTERPOSE(int, mtx_timedlock, mtx_t *mutex, const timespec *deadline) {
  return resultOf(timedLockMutex(mutexOf(mutex), deadline));
}
GORDIAN_INTERPOSE(int, mtx_unlock, mtx_t *mutex) { return resultOf(unlockMutex(mutexOf(mutex))); }

GORDIAN_INTERPOSE(void, cnd_destroy, cnd_t *condition) { destroyCondition(conditionOf(condition)); }
GORDIAN_INTERPOSE(int, cnd_signal, cnd_t *condition) { return resultOf(signalCondition(conditionOf(condition))); }
GORDIAN_INTERPOSE(int, cnd_broadcast, cnd_t *condition) { return resultOf(broadcastCondition(conditionOf(condition))); }
GORDIAN_INTERPOSE(int, cnd_wait, cnd_t *condition, mtx_t *mutex) {
  return resultOf(waitCondition(conditionOf(condition), mutexOf(mutex)));
}
GORDIAN_INTERPOSE(int, cnd_timedwait, cnd_t *condition, mtx_t *mutex, const timespec *deadline) {
  return resultOf(timedWaitCondition(conditionOf(condition), mutexOf(mutex), deadline));
}

GORDIAN_INTERPOSE(void, call_once, once_flag *once, void (*routine)()) {
  runOnce(reinterpret_cast<pthread_once_t *>(once), routine);
}

}  // namespace gordian
