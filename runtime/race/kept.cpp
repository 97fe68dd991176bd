// A free list of cells in memory that passes for the program's; see kept.h.
#include "race/kept.h"

#include "base/atomic.h"
#include "base/print.h"
#include "base/spin_lock.h"
#include "base/system.h"
#include "race/memory.h"

namespace gordian::kept {
namespace {

constexpr u64 kChunkBytes = 64 << 10;

struct Cell {
  Cell *next;
  u64 rest[kCellBytes / 8 - 1];
};
static_assert(sizeof(Cell) == kCellBytes);

SpinLock lock;
Cell *first_free;

/// `lock` is held. Not by system::map, in whose memory no reference counts.
void addChunk() {
  s64 result = system::call(SYS_mmap, 0, kChunkBytes, 3 /* PROT_READ | PROT_WRITE */,
                            0x22 /* MAP_PRIVATE | MAP_ANONYMOUS */, static_cast<u64>(-1), 0);
  if (system::failed(result))
    fatal("the kernel has no memory left");
  memoryMapped(static_cast<uptr>(result), kChunkBytes);
  Cell *cells = reinterpret_cast<Cell *>(result);
  for (u64 i = 0; i < kChunkBytes / kCellBytes; ++i) {
    cells[i].next = first_free;
    first_free = &cells[i];
  }
}

} // namespace

void *allocate() {
  SpinGuard guard(lock);
  if (!first_free)
    addChunk();
  Cell *cell = first_free;
  first_free = cell->next;
  cell->next = nullptr;
  return cell;
}

void release(void *block) {
  Cell *cell = static_cast<Cell *>(block);
  for (u64 &word : cell->rest)
    storeRelaxed(&word, u64{0});
  SpinGuard guard(lock);
  cell->next = first_free;
  first_free = cell;
}

void resetAfterFork() { lock = SpinLock(); }

} // namespace gordian::kept
