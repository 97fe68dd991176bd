/* Starting and joining the threads of a test program in one line each. Compiled as part of the program under test. */
#ifndef GORDIAN_TESTCASES_RUN_H
#define GORDIAN_TESTCASES_RUN_H

#include <pthread.h>
#include <stddef.h>

typedef void *(*thread_body)(void *);

/** Runs both at the same time, each with a null argument, until both are done. */
static inline void runBoth(thread_body first, thread_body second) {
  pthread_t a, b;
  pthread_create(&a, NULL, first, NULL);
  pthread_create(&b, NULL, second, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
}

/** Runs the three at the same time until all are done. */
static inline void runThree(thread_body first, thread_body second, thread_body third) {
  pthread_t c;
  pthread_create(&c, NULL, third, NULL);
  runBoth(first, second);
  pthread_join(c, NULL);
}

#endif
