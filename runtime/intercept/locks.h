// Bodies of the lock functions that have a second name in <threads.h>.
#ifndef GORDIAN_INTERCEPT_LOCKS_H
#define GORDIAN_INTERCEPT_LOCKS_H

#include "intercept/real.h"

namespace gordian {

int lockMutex(pthread_mutex_t *mutex);
int tryLockMutex(pthread_mutex_t *mutex);
int timedLockMutex(pthread_mutex_t *mutex, const timespec *deadline);
int unlockMutex(pthread_mutex_t *mutex);
int destroyMutex(pthread_mutex_t *mutex);
/// After a successful initialisation, whatever did it.
void mutexInitialised(pthread_mutex_t *mutex);

int waitCondition(pthread_cond_t *condition, pthread_mutex_t *mutex);
int timedWaitCondition(pthread_cond_t *condition, pthread_mutex_t *mutex, const timespec *deadline);
int signalCondition(pthread_cond_t *condition);
int broadcastCondition(pthread_cond_t *condition);
int destroyCondition(pthread_cond_t *condition);

int runOnce(pthread_once_t *once, void (*routine)());

}  // namespace gordian

#endif
