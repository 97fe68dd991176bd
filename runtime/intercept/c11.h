// Results of <threads.h>. Its functions are made of the interposed pthread ones, since the types are the same
// underneath (glibc: sysdeps/pthread/thrd_priv.h).
#ifndef GORDIAN_INTERCEPT_C11_H
#define GORDIAN_INTERCEPT_C11_H

#include <errno.h>
#include <threads.h>

namespace gordian {

inline int c11ResultOf(int error) {
  switch (error) {
  case 0:
    return thrd_success;
  case ENOMEM:
    return thrd_nomem;
  case ETIMEDOUT:
    return thrd_timedout;
  case EBUSY:
    return thrd_busy;
  default:
    return thrd_error;
  }
}

} // namespace gordian

#endif
