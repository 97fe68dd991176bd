// Making the kernel thread, and its loop; see watchdog.h.
#include "deadlock/watchdog.h"

#include "base/bytes.h"
#include "base/system.h"
#include "deadlock/analysis.h"
#include "log/writer.h"

#include <linux/prctl.h>
#include <linux/sched.h>

namespace gordian::deadlock::watchdog {
namespace {

enum State : u32 { kNotStarted, kRunning, kSleeping, kUnavailable };
u32 state;
u32 wake_word; // changes when it is to look
u32 task;

// finishDeadlocked runs on this stack; libc's own static thread-local variables are a few kB below the control block.
constexpr u64 kStackBytes = 512 * 1024;
constexpr u64 kThreadLocalBytes = 256 * 1024;
constexpr u64 kControlBytes = kPageBytes;

void wake() {
  fetchAdd(&wake_word, 1u);
  system::futexWake(&wake_word, 1);
}

void run() {
  system::call(SYS_prctl, PR_SET_NAME, reinterpret_cast<u64>("gordian"));
  for (;;) {
    u32 seen = loadOrdered(&wake_word);
    u64 pause_ns = watch();
    if (pause_ns == 0) {
      storeOrdered(&state, static_cast<u32>(kSleeping));
      // Whoever began to wait before this store has not seen it.
      if (mustWatch())
        storeOrdered(&state, static_cast<u32>(kRunning));
      else
        system::futexWait(&wake_word, seen);
    } else {
      system::futexWait(&wake_word, seen, pause_ns);
    }
  }
}

/// The new thread begins with the registers of the old one, but on its own stack, which is empty: it calls `entry`
/// without coming back.
s64 cloneThread(void *stack_end, void *control_block, void (*entry)()) {
  constexpr u64 kFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                         CLONE_SETTLS | CLONE_PARENT_SETTID;
  s64 result;
  register u64 r10 __asm__("r10") = 0;
  register u64 r8 __asm__("r8") = reinterpret_cast<u64>(control_block);
  register void (*r9)() __asm__("r9") = entry;
  __asm__ volatile("syscall\n\t"
                   "test %%rax, %%rax\n\t"
                   "jnz 1f\n\t"
                   "xor %%ebp, %%ebp\n\t"
                   "call *%%r9\n\t"
                   "ud2\n"
                   "1:"
                   : "=a"(result)
                   : "a"(SYS_clone), "D"(kFlags), "S"(stack_end), "d"(&task), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

/// True if the thread runs.
bool start() {
  char *memory = static_cast<char *>(system::map(kStackBytes + kThreadLocalBytes + kControlBytes));
  if (!memory)
    return false;
  char *stack_end = memory + kStackBytes, *control_block = stack_end + kThreadLocalBytes;
  // The first and third words of a control block point to it.
  reinterpret_cast<void **>(control_block)[0] = reinterpret_cast<void **>(control_block)[2] = control_block;
  u64 all = ~u64{0}, before;
  system::call(SYS_rt_sigprocmask, 0 /* SIG_BLOCK */, reinterpret_cast<u64>(&all), reinterpret_cast<u64>(&before), 8);
  s64 result = cloneThread(stack_end, control_block, run);
  system::call(SYS_rt_sigprocmask, 2 /* SIG_SETMASK */, reinterpret_cast<u64>(&before), 0, 8);
  if (!system::failed(result))
    return true;
  system::unmap(memory, kStackBytes + kThreadLocalBytes + kControlBytes);
  return false;
}

} // namespace

void ensureAwake() {
  u32 now = loadOrdered(&state);
  if (GORDIAN_LIKELY(now == kRunning || now == kUnavailable))
    return;
  if (!compareExchange(&state, now, static_cast<u32>(kRunning)))
    return;
  if (now == kSleeping)
    return wake();
  if (start())
    return;
  storeOrdered(&state, static_cast<u32>(kUnavailable));
  log::note(
      "the kernel refused a thread for the deadlock detector: deadlocks that begin without a new wait are missed");
}

void hurry() {
  if (loadOrdered(&state) != kUnavailable)
    wake();
}

u32 taskId() { return loadRelaxed(&task); }

void resetAfterFork() {
  state = kNotStarted;
  task = 0;
}

} // namespace gordian::deadlock::watchdog
