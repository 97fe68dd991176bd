// Doors through which a program leaves what the runtime understands: raw system calls and clone. They are passed on, and
// those that may order threads unseen are said aloud in the log.
#include "base/system.h"
#include "intercept/intercept.h"
#include "intercept/unseen.h"
#include "log/finish.h"
#include "log/writer.h"
#include "sync/waiting.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdarg.h>

namespace gordian {
namespace {

u32 said_clone, said_ring, said_file, said_shared;

void say(u32 &said, const char *sentence) {
  if (loadRelaxed(&said) == 0 && exchange(&said, 1u) == 0)
    tell(enterIgnored(), [&](Thread &) { log::note(sentence); });
}

void sayClone() {
  say(said_clone, "clone() was called to make a thread: such threads are not followed, nothing orders what they do");
}

/// The bare call that libstdc++ makes for atomic::wait, futures, latches, barriers and semaphores.
GORDIAN_INLINE long futex(const Call &call, long word, long operation, long value, long timeout, long e, long f) {
  uptr address = static_cast<uptr>(word);
  long command = operation & FUTEX_CMD_MASK;
  bool waits = command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET;
  if (waits)
    tell(call, [&](Thread &self) { futexWaiting(self, address, timeout != 0); });
  else if (command == FUTEX_WAKE || command == FUTEX_WAKE_BITSET)
    tell(call, [&](Thread &self) { futexWaking(self, address, static_cast<u32>(value)); });
  else if (command == FUTEX_REQUEUE || command == FUTEX_CMP_REQUEUE || command == FUTEX_WAKE_OP)
    tell(call, [&](Thread &self) { futexWaking(self, address, ~0u); });
  long result = real.syscall(SYS_futex, word, operation, value, timeout, e, f);
  if (waits) {
    int saved_errno = errno;
    tell(call, [&](Thread &self) { futexWaited(self); });
    errno = saved_errno;
  }
  return result;
}

} // namespace

void sayProcessShared() {
  say(said_shared, "a lock, semaphore or barrier is shared with other processes: what those do with it is not seen");
}

GORDIAN_INTERPOSE(long, syscall, long number, long a, long b, long c, long d, long e, long f) {
  switch (number) {
  case SYS_io_uring_setup:
    say(said_ring, "io_uring is used: what goes through it orders nothing, and its buffers are not checked");
    break;
  case SYS_userfaultfd:
    say(said_file, "userfaultfd is used: what its handler does is not ordered before the access that it serves");
    break;
  case SYS_clone:
    if (a & CLONE_VM)
      sayClone();
    break;
  case SYS_clone3:
    sayClone();
    break;
  case SYS_futex:
    return futex(enter(), a, b, c, d, e, f);
  case SYS_exit_group:
    if (isReady())
      system::exitProcess(finishRun(static_cast<int>(a)));
    break;
  default:
    break;
  }
  return real.syscall(number, a, b, c, d, e, f);
}

GORDIAN_INTERPOSE(int, clone, int (*function)(void *), void *stack, int flags, void *argument, pid_t *parent_tid,
                  void *tls, pid_t *child_tid) {
  if (flags & CLONE_VM)
    sayClone();
  return real.clone(function, stack, flags, argument, parent_tid, tls, child_tid);
}

} // namespace gordian
