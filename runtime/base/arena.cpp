// Size classes over mmap; see arena.h.
#include "base/arena.h"

#include "base/bytes.h"
#include "base/print.h"
#include "base/spin_lock.h"
#include "base/system.h"

namespace gordian::arena {
namespace {

constexpr u32 kSmallestShift = 4;
constexpr u32 kLargestShift = 20;
constexpr u64 kStepBytes = 1 << 20;

struct SizeClass {
  SpinLock lock;
  void *free = nullptr;
  u8 *next = nullptr;
  u8 *end = nullptr;
};
SizeClass size_classes[kLargestShift + 1];
u64 mapped_bytes;

void *mapOrExit(u64 bytes) {
  void *memory = system::map(bytes);
  if (!memory) fatal("the kernel has no memory left for the detector's own tables");
  fetchAdd(&mapped_bytes, bytes);
  return memory;
}

u32 shiftFor(u64 bytes) {
  return bytes <= (1u << kSmallestShift) ? kSmallestShift : 64 - static_cast<u32>(__builtin_clzll(bytes - 1));
}

}  // namespace

void *allocate(u64 bytes) {
  u32 shift = shiftFor(bytes);
  if (shift > kLargestShift) return mapOrExit(roundUp(bytes, kPageBytes));
  SizeClass &size_class = size_classes[shift];
  void *block;
  {
    SpinGuard guard(size_class.lock);
    block = size_class.free;
    if (!block) {
      if (size_class.next == size_class.end) {
        // Small classes begin with a page or two, so that a small program stays small.
        u64 step = size_class.end ? kStepBytes : largerOf<u64>(u64{1} << shift, 16 * kPageBytes);
        size_class.next = static_cast<u8 *>(mapOrExit(step));
        size_class.end = size_class.next + step;
      }
      block = size_class.next;
      size_class.next += u64{1} << shift;
      return block;
    }
    size_class.free = *static_cast<void **>(block);
  }
  fillBytes(block, 0, u64{1} << shift);
  return block;
}

void release(void *block, u64 bytes) {
  u32 shift = shiftFor(bytes);
  if (shift > kLargestShift) {
    system::unmap(block, roundUp(bytes, kPageBytes));
    return;
  }
  SizeClass &size_class = size_classes[shift];
  SpinGuard guard(size_class.lock);
  *static_cast<void **>(block) = size_class.free;
  size_class.free = block;
}

u64 mappedBytes() { return loadRelaxed(&mapped_bytes); }

void lockAll() {
  for (SizeClass &size_class : size_classes) size_class.lock.lock();
}

void unlockAll() {
  for (SizeClass &size_class : size_classes) size_class.lock.unlock();
}

}  // namespace gordian::arena
