// Memory that begins a new life: what is recorded for it is forgotten. See check_access.h.
#include "race/block.h"
#include "race/check_access.h"
#include "race/record.h"

namespace gordian {
namespace {

// From here on the kernel is asked to take whole pages of shadow back.
constexpr u64 kDiscardBytes = 64 * kPageBytes;

void forgetCell(u64 *cell_word) {
  Cell old = static_cast<Cell>(loadRelaxed(cell_word));
  for (u32 spins = 0; old != kEmptyCell; ++spins) {
    if (cell::isRecord(old)) {
      if (Record *record = Record::lock(cell_word, old)) {
        storeOrdered(cell_word, raw(kEmptyCell));
        record->retire();
        return;
      }
    } else if (cell::isLocked(old)) {
      if (spins < 64) pause();
      else system::yield();
    } else if (shadow::exchange(cell_word, old, kEmptyCell)) {
      return;
    }
    old = shadow::load(cell_word);
  }
}

/// Cells of one line at a time lie together in each plane. Nobody else looks at those of a held block.
void forgetInLine(uptr begin, uptr end, u64 key, bool is_held) {
  u64 *from = shadow::cellAt(begin, key);
  for (u64 i = 0; i < (end - begin) / 8; ++i) {
    u64 old = loadRelaxed(&from[i]);
    if (!old) continue;
    if (is_held && !cell::isRecord(static_cast<Cell>(old))) storeRelaxed(&from[i], u64{0});
    else forgetCell(&from[i]);
  }
}

void forgetPlanes(uptr begin, uptr end, u32 word, bool is_held) {
  for (u32 plane = 0; plane < shadow::kPlanes; ++plane) {
    if (!shadow::mayHaveCells(word, plane)) continue;
    for (uptr line = begin; line < end;) {
      uptr stop = smallerOf<uptr>(end, (line | (kCacheLine - 1)) + 1);
      forgetInLine(line, stop, shadow::layout.keys[plane], is_held);
      line = stop;
    }
  }
}

void forgetInBlock(uptr begin, uptr end) {
  u32 word = loadRelaxed(shadow::blockWord(begin));
  if (!word) return;
  Thread *thread = currentThread();
  if (thread && shadow::holderOf(word) == thread->holder) {
    RuntimeScope scope(*thread);
    blocks::HeldUpdate update(*thread, begin);
    if (update.isHeldAs(thread->holder)) return forgetPlanes(begin, end, word, true);
  }
  forgetPlanes(begin, end, word, false);
}

}  // namespace

void forgetAccesses(uptr begin, u64 size) {
  if (begin >= shadow::kAddressLimit) return;
  // Whole granules: heap blocks, stacks and mappings are aligned to eight bytes or more.
  uptr end = smallerOf<uptr>(roundUp(begin + size, 8), shadow::kAddressLimit);
  begin &= ~uptr{7};
  shadow::cover(begin, end);
  uptr inner = end, inner_end = end;
  if (size >= kDiscardBytes) {
    inner = roundUp(begin, kPageBytes);
    inner_end = end / kPageBytes * kPageBytes;
    shadow::discard(inner, inner_end);
  }
  for (uptr block = begin; block < end;) {
    if (block == inner) block = inner_end;
    uptr stop = smallerOf<uptr>(end, (block | (shadow::kBlockBytes - 1)) + 1);
    if (block < stop) forgetInBlock(block, stop);
    block = stop;
  }
}

}  // namespace gordian
