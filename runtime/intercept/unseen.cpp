// Doors through which a program leaves what the runtime understands: raw system calls and clone. They are passed on, and
// those that may order threads unseen are said aloud in the log.
#include "base/system.h"
#include "intercept/intercept.h"
#include "log/finish.h"
#include "log/writer.h"

#include <sched.h>
#include <stdarg.h>

namespace gordian {
namespace {

u32 said_clone, said_ring, said_file;

void say(u32 &said, const char *sentence) {
  if (exchange(&said, 1u) == 0)
    tell(enterIgnored(), [&](Thread &) { log::note(sentence); });
}

void sayClone() {
  say(said_clone, "clone() was called to make a thread: such threads are not followed, nothing orders what they do");
}

} // namespace

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
