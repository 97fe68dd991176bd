// Bodies of the thread functions that have a second name in <threads.h>, and the main thread's set-up.
#ifndef GORDIAN_INTERCEPT_THREADS_H
#define GORDIAN_INTERCEPT_THREADS_H

#include "intercept/real.h"

namespace gordian {

int createThread(pthread_t *pthread, const pthread_attr_t *attributes, void *(*routine)(void *), void *argument);
int joinThread(pthread_t pthread, void **value);
int detachThread(pthread_t pthread);
/// From now on everything is observed.
void followMainThread();

}  // namespace gordian

#endif
