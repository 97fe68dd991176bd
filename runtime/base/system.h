// System calls made directly, so that neither errno, nor cancellation, nor an interposed function is touched.
//
// x86-64 Linux. Results are the kernel's: negative values from -4095 are -errno.
#ifndef GORDIAN_BASE_SYSTEM_H
#define GORDIAN_BASE_SYSTEM_H

#include "base/types.h"

#include <sys/syscall.h>

namespace gordian {
class RangeSet;
}

namespace gordian::system {

inline s64 call(s64 number, u64 a = 0, u64 b = 0, u64 c = 0, u64 d = 0, u64 e = 0, u64 f = 0) {
  s64 result;
  register u64 r10 __asm__("r10") = d;
  register u64 r8 __asm__("r8") = e;
  register u64 r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
inline bool failed(s64 result) { return result < 0 && result >= -4095; }

/// Zeroed private memory that is paid for when it is touched; null if the kernel has none.
void *map(u64 bytes);
/// As map, but the memory is never counted against the commit limit and left out of core dumps: for shadow.
void *mapSparse(u64 bytes, bool writable);
void unmap(void *address, u64 bytes);
/// What map and mapSparse have given out and unmap has not taken back: memory in which no pointer counts as the program's.
RangeSet &ownMemory();
/// Gives pages back to the kernel: they read as zero afterwards.
void discard(uptr begin, uptr end);

/// Sleeps while *word == expected, at most timeout_ns (0: no limit). Spurious returns are possible.
void futexWait(u32 *word, u32 expected, u64 timeout_ns = 0);
void futexWake(u32 *word, u32 count);

u32 threadId();
u32 processId();
u64 monotonicNs();
u64 realtimeNs();
void sleepNs(u64 ns);
void yield();
[[noreturn]] void exitProcess(int status);

/// Reads a file of /proc or the like into `buffer`, zero-terminated. Returns the bytes read, or a negative error.
s64 readFile(const char *path, char *buffer, u64 capacity);
void writeAll(int fd, const char *text, u64 bytes);

}  // namespace gordian::system

#endif
