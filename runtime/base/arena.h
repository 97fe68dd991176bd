// The runtime's own memory: blocks of power-of-two size classes from mmap, never from malloc.
//
// Thread-safe. Memory that was given back is reused for the same size class only, so a stale pointer always points to
// a block of the same size: the lock-free readers of race/record.h rely on that.
#ifndef GORDIAN_BASE_ARENA_H
#define GORDIAN_BASE_ARENA_H

#include "base/types.h"

namespace gordian::arena {

/// Zeroed memory of at least `bytes`, aligned to the next power of two (at most to a page). Ends the process with a
/// sentence if the kernel has no more.
void *allocate(u64 bytes);
/// `bytes` as given to allocate. The first 8 bytes are overwritten.
void release(void *block, u64 bytes);
/// Bytes mapped so far.
u64 mappedBytes();
/// Around fork: no thread is inside while the process is copied.
void lockAll();
void unlockAll();

/// Where make() builds. A type of its own, so that unit tests, which use the C++ library, may include this file.
struct Place {
  void *block;
};
template <class T> T *make();

}  // namespace gordian::arena

inline void *operator new(size_t, gordian::arena::Place place) noexcept { return place.block; }

template <class T> T *gordian::arena::make() { return new (Place{allocate(sizeof(T))}) T(); }

#endif
