// Memory that comes from and goes back to the kernel: what was recorded for it is forgotten.
#include "intercept/intercept.h"
#include "race/memory.h"

#include <stdarg.h>
#include <sys/mman.h>

namespace gordian {
namespace {

void forget(const void *begin, u64 bytes) {
  if (!isReady() || bytes == 0)
    return;
  uptr first = addressOf(begin) & ~uptr{kPageBytes - 1};
  u64 size = roundUp(addressOf(begin) + bytes, kPageBytes) - first;
  // Also where there is no thread to observe, but not inside a signal handler that interrupted the runtime.
  if (Call call = enterIgnored())
    tell(call, [&](Thread &) { memoryReset(first, size); });
  else if (!currentThread())
    memoryReset(first, size);
}

GORDIAN_INLINE void *mapped(void *memory, size_t bytes) {
  if (memory != MAP_FAILED)
    forget(memory, bytes);
  return memory;
}

} // namespace

GORDIAN_INTERPOSE(void *, mmap, void *address, size_t bytes, int protection, int flags, int fd, off_t offset) {
  return mapped(real.mmap(address, bytes, protection, flags, fd, offset), bytes);
}

GORDIAN_INTERPOSE(void *, mmap64, void *address, size_t bytes, int protection, int flags, int fd, off_t offset) {
  return mapped(real.mmap(address, bytes, protection, flags, fd, offset), bytes);
}

GORDIAN_INTERPOSE(int, munmap, void *address, size_t bytes) {
  // Before: afterwards another thread may have the addresses.
  forget(address, bytes);
  return real.munmap(address, bytes);
}

GORDIAN_INTERPOSE(void *, mremap, void *address, size_t old_bytes, size_t bytes, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  void *wanted = flags & MREMAP_FIXED ? va_arg(rest, void *) : nullptr;
  va_end(rest);
  if (flags & MREMAP_MAYMOVE)
    // Who uses the old addresses meanwhile races with the move, and who is told of the new ones must come after it.
    tell(enter(), [&](Thread &self) { memoryMoving(self, addressOf(address), smallerOf(old_bytes, bytes)); });
  void *moved = real.mremap(address, old_bytes, bytes, flags, wanted);
  if (moved == MAP_FAILED)
    return moved;
  if (moved != address) {
    forget(moved, bytes);
    forget(address, old_bytes);
  } else if (bytes > old_bytes) {
    forget(static_cast<u8 *>(moved) + roundUp(old_bytes, kPageBytes), bytes - old_bytes);
  } else if (bytes < old_bytes) {
    forget(static_cast<u8 *>(moved) + roundUp(bytes, kPageBytes), old_bytes - bytes);
  }
  return moved;
}

GORDIAN_INTERPOSE(int, madvise, void *address, size_t bytes, int advice) {
  int result = real.madvise(address, bytes, advice);
  // The pages are new ones when they are touched again.
  if (result == 0 && (advice == MADV_DONTNEED || advice == MADV_REMOVE || advice == MADV_FREE))
    forget(address, bytes);
  return result;
}

GORDIAN_INTERPOSE(int, brk, void *end) {
  u8 *old_end = static_cast<u8 *>(real.sbrk(0));
  int result = real.brk(end);
  u8 *new_end = static_cast<u8 *>(end);
  if (result == 0)
    forget(smallerOf(old_end, new_end), static_cast<u64>(__builtin_labs(new_end - old_end)));
  return result;
}

GORDIAN_INTERPOSE(void *, sbrk, intptr_t increment) {
  void *old_end = real.sbrk(increment);
  if (old_end == reinterpret_cast<void *>(-1) || increment == 0)
    return old_end;
  u8 *begin = static_cast<u8 *>(old_end);
  if (increment > 0)
    forget(begin, static_cast<u64>(increment));
  else
    forget(begin + increment, static_cast<u64>(-increment));
  return old_end;
}

} // namespace gordian
