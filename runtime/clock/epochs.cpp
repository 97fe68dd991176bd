// The table of blocks of epochs; see epochs.h.
#include "clock/epochs.h"

#include "base/print.h"
#include "base/system.h"

namespace gordian::epochs {

u64 *owners;

namespace {

// The first block is never handed out, so that no access has a cell of zeros.
u64 taken = 1;

}  // namespace

void start() {
  owners = static_cast<u64 *>(system::mapSparse(kBlocks * sizeof(u64), true));
  if (!owners) fatal("no address space for the table of epochs: raise or remove the limit (ulimit -v)");
}

Epoch takeBlock(ThreadSlot slot, Clock clock) {
  constexpr u32 kGenerationBlocks = 1u << (kCountBits - kBlockBits);
  u64 block = fetchAdd(&taken, u64{1});
  // The last block of a generation has the number that marks records; the first of all is that of cells of zeros.
  while (block % kGenerationBlocks == kGenerationBlocks - 1 || block % kBlocks == 0) block = fetchAdd(&taken, u64{1});
  u32 index = static_cast<u32>(block % kBlocks);
  storeRelease(&owners[index], raw(clock) << 16 | raw(slot));
  return static_cast<Epoch>(index << kBlockBits);
}

bool areUsedUp() { return loadRelaxed(&taken) > kBlocks; }

}  // namespace gordian::epochs
