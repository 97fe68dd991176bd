/* The invisible order of step.h: a counter and a futex, by bare system calls. Never compiled with the plugin.
 *
 * May use nothing but the kernel: a call into libc might be interposed and so order what the test leaves unordered.
 */
#include "step.h"

#include <linux/futex.h>
#include <linux/time_types.h>
#include <sys/syscall.h>

static int steps_taken;

static long systemCall(long number, long a, long b, long c, long d) {
#if defined(__x86_64__)
  long result;
  register long fourth __asm__("r10") = d;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
#else
#error "step.c knows the system calls of x86-64 and AArch64 only"
#endif
}

void step(int n) {
  int taken;
  while ((taken = __atomic_load_n(&steps_taken, __ATOMIC_ACQUIRE)) < n - 1)
    systemCall(SYS_futex, (long)&steps_taken, FUTEX_WAIT_PRIVATE, taken, 0);
  __atomic_store_n(&steps_taken, n, __ATOMIC_RELEASE);
  systemCall(SYS_futex, (long)&steps_taken, FUTEX_WAKE_PRIVATE, 0x7fffffff, 0);
}

void pause_ms(int milliseconds) {
  struct __kernel_timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  systemCall(SYS_nanosleep, (long)&time, 0, 0, 0);
}
