// The malloc family. operator new and delete of the C++ libraries call it, so they need no interposition.
//
// Blocks are tracked in ignored regions too: the library that ignores its own accesses still hands memory to others.
#include "intercept/intercept.h"
#include "intercept/signals.h"
#include "race/memory.h"

namespace gordian {
namespace {

/// Tells of a new block; passes it through.
GORDIAN_INLINE void *allocated(void *block, u64 bytes) {
  if (!block)
    return block;
  Call call = enterIgnored();
  unsafeInHandler(call);
  tell(call, [&](Thread &thread) {
    thread.blocks_made += !isQuiet(call.return_address);
    memoryAllocated(thread, addressOf(block), bytes);
  });
  return block;
}

/// Before the block is given back.
GORDIAN_INLINE void freeing(void *block) {
  if (!block)
    return;
  if (Call call = enterIgnored()) {
    unsafeInHandler(call);
    bool is_quiet = isQuiet(call.return_address);
    call.thread->ignore_depth += is_quiet;
    tell(call, [&](Thread &self) { memoryFreed(self, addressOf(block)); });
    call.thread->ignore_depth -= is_quiet;
  } else if (isReady() && !currentThread()) {
    // A thread after its end (or before its beginning) gives memory back: nobody can be blamed for a race with that,
    // but the next owner of the block must not inherit what was recorded.
    memoryReset(addressOf(block), real.malloc_usable_size(block));
  }
}

GORDIAN_INLINE void *allocateAligned(size_t alignment, size_t bytes) {
  return allocated(__libc_memalign(alignment, bytes), bytes);
}

GORDIAN_INLINE void *reallocate(void *block, size_t bytes) {
  if (!block || !isReady())
    return allocated(__libc_realloc(block, bytes), bytes);
  u64 usable = real.malloc_usable_size(block);
  // Told before: afterwards the old block may be somebody else's already.
  freeing(block);
  void *moved = __libc_realloc(block, bytes);
  if (moved || bytes == 0)
    return allocated(moved, bytes);
  allocated(block, usable); // refused: the old block lives on
  return nullptr;
}

} // namespace

GORDIAN_INTERPOSE(void *, malloc, size_t bytes) { return allocated(__libc_malloc(bytes), bytes); }

GORDIAN_INTERPOSE(void *, calloc, size_t count, size_t bytes) {
  // A product that overflows was refused by the real one.
  return allocated(__libc_calloc(count, bytes), count * bytes);
}

GORDIAN_INTERPOSE(void, free, void *block) {
  freeing(block);
  __libc_free(block);
}

GORDIAN_INTERPOSE(void, cfree, void *block) {
  freeing(block);
  __libc_free(block);
}

GORDIAN_INTERPOSE(void *, realloc, void *block, size_t bytes) { return reallocate(block, bytes); }

GORDIAN_INTERPOSE(void *, reallocarray, void *block, size_t count, size_t bytes) {
  size_t total;
  if (__builtin_mul_overflow(count, bytes, &total)) {
    errno = ENOMEM;
    return nullptr;
  }
  return reallocate(block, total);
}

GORDIAN_INTERPOSE(void *, memalign, size_t alignment, size_t bytes) { return allocateAligned(alignment, bytes); }
GORDIAN_INTERPOSE(void *, aligned_alloc, size_t alignment, size_t bytes) { return allocateAligned(alignment, bytes); }

GORDIAN_INTERPOSE(int, posix_memalign, void **place, size_t alignment, size_t bytes) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
    return EINVAL;
  int saved = errno;
  void *block = __libc_memalign(alignment, bytes);
  errno = saved;
  if (!block)
    return ENOMEM;
  *place = allocated(block, bytes);
  return 0;
}

GORDIAN_INTERPOSE(void *, valloc, size_t bytes) { return allocateAligned(kPageBytes, bytes); }

GORDIAN_INTERPOSE(void *, pvalloc, size_t bytes) {
  u64 rounded = roundUp(bytes ? bytes : 1, kPageBytes);
  if (rounded < bytes) {
    errno = ENOMEM;
    return nullptr;
  }
  return allocateAligned(kPageBytes, rounded);
}

} // namespace gordian
