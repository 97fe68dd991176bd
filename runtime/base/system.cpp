// System calls made directly; see system.h.
#include "base/system.h"

#include "base/range_set.h"

#include <linux/futex.h>
#include <sys/mman.h>
#include <fcntl.h>
#include <time.h>

namespace gordian::system {
namespace {

u64 clockNs(int clock) {
  struct timespec now;
  call(SYS_clock_gettime, clock, reinterpret_cast<u64>(&now));
  return static_cast<u64>(now.tv_sec) * 1'000'000'000u + static_cast<u64>(now.tv_nsec);
}

RangeSet own_memory;

void *owned(s64 address, u64 bytes) {
  own_memory.add(static_cast<uptr>(address), static_cast<uptr>(address) + roundUp(bytes, kPageBytes));
  return reinterpret_cast<void *>(address);
}

struct timespec timespecOf(u64 ns) {
  return {.tv_sec = static_cast<time_t>(ns / 1'000'000'000u), .tv_nsec = static_cast<long>(ns % 1'000'000'000u)};
}

}  // namespace

void *map(u64 bytes) {
  s64 result = call(SYS_mmap, 0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, static_cast<u64>(-1), 0);
  return failed(result) ? nullptr : owned(result, bytes);
}

namespace {

s64 mapSparseAt(uptr address, u64 bytes, u64 protection) {
  constexpr u64 kNoReplace = 0x100000;  // MAP_FIXED_NOREPLACE; older kernels take the address for a hint
  return call(SYS_mmap, address, bytes, protection,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (address ? kNoReplace : 0), static_cast<u64>(-1), 0);
}

}  // namespace

void *mapSparse(u64 bytes, bool writable) {
  // Large tables go where no kernel puts programs, libraries or stacks. Just below the libraries, where the kernel would put
  // them, they would drive what is mapped later out of the range for which there is shadow.
  constexpr u64 kLarge = u64{1} << 32, kStep = u64{1} << 38;
  constexpr uptr kApart = uptr{1} << 45, kApartEnd = kApart + (uptr{1} << 44);
  u64 protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
  s64 result = -1;
  if (bytes >= kLarge)
    for (uptr at = kApart; at < kApartEnd && failed(result); at += kStep) result = mapSparseAt(at, bytes, protection);
  if (failed(result)) result = mapSparseAt(0, bytes, protection);
  if (failed(result)) return nullptr;
  // Huge pages would make each touched cell cost 2 MB (FASTPATH: memory 6.6x).
  call(SYS_madvise, result, bytes, MADV_NOHUGEPAGE);
  call(SYS_madvise, result, bytes, MADV_DONTDUMP);
  return owned(result, bytes);
}

void unmap(void *address, u64 bytes) {
  uptr begin = reinterpret_cast<uptr>(address);
  // Before: afterwards another thread may have the addresses.
  own_memory.remove(begin, begin + roundUp(bytes, kPageBytes));
  call(SYS_munmap, begin, bytes);
}

RangeSet &ownMemory() { return own_memory; }

void discard(uptr begin, uptr end) {
  if (begin < end) call(SYS_madvise, begin, end - begin, MADV_DONTNEED);
}

void futexWait(u32 *word, u32 expected, u64 timeout_ns) {
  struct timespec timeout = timespecOf(timeout_ns);
  call(SYS_futex, reinterpret_cast<u64>(word), FUTEX_WAIT | FUTEX_PRIVATE_FLAG, expected,
       timeout_ns ? reinterpret_cast<u64>(&timeout) : 0);
}

void futexWake(u32 *word, u32 count) {
  call(SYS_futex, reinterpret_cast<u64>(word), FUTEX_WAKE | FUTEX_PRIVATE_FLAG, count);
}

u32 threadId() { return static_cast<u32>(call(SYS_gettid)); }
u32 processId() { return static_cast<u32>(call(SYS_getpid)); }
u64 monotonicNs() { return clockNs(CLOCK_MONOTONIC); }
u64 realtimeNs() { return clockNs(CLOCK_REALTIME); }
void yield() { call(SYS_sched_yield); }

void sleepNs(u64 ns) {
  struct timespec duration = timespecOf(ns);
  call(SYS_nanosleep, reinterpret_cast<u64>(&duration), 0);
}

void exitProcess(int status) {
  for (;;) call(SYS_exit_group, static_cast<u64>(status));
}

s64 readFile(const char *path, char *buffer, u64 capacity) {
  s64 fd = call(SYS_openat, static_cast<u64>(AT_FDCWD), reinterpret_cast<u64>(path), O_RDONLY | O_CLOEXEC);
  if (failed(fd)) return fd;
  u64 total = 0;
  while (total + 1 < capacity) {
    s64 got = call(SYS_read, static_cast<u64>(fd), reinterpret_cast<u64>(buffer + total), capacity - 1 - total);
    if (got == -4) continue;  // EINTR
    if (got <= 0) break;
    total += static_cast<u64>(got);
  }
  call(SYS_close, static_cast<u64>(fd));
  buffer[total] = 0;
  return static_cast<s64>(total);
}

void writeAll(int fd, const char *text, u64 bytes) {
  while (bytes) {
    s64 done = call(SYS_write, static_cast<u64>(fd), reinterpret_cast<u64>(text), bytes);
    if (done == -4) continue;  // EINTR
    if (done <= 0) return;
    text += done;
    bytes -= static_cast<u64>(done);
  }
}

}  // namespace gordian::system
