/* CHECK for the programs of this folder: they are linked with the runtime, so they use nothing but libc. */
#ifndef GORDIAN_INTERCEPT_TESTING_CHECK_H
#define GORDIAN_INTERCEPT_TESTING_CHECK_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                                                               \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      fprintf(stderr, "%s:%d: not so: %s (errno %d)\n", __FILE__, __LINE__, #condition, errno);                        \
      exit(9);                                                                                                         \
    }                                                                                                                  \
  } while (0)

#endif
