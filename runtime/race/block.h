// Who may update the cells of a block without a lock; see shadow.h for the idea.
//
// pure: the thread holds the block, and all that its cells say is ordered before what the thread does: an access is written
// down and that is all. mixed: it holds the block, but must compare. shared: every update is a compare-and-swap.
#ifndef GORDIAN_RACE_BLOCK_H
#define GORDIAN_RACE_BLOCK_H

#include "race/shadow.h"
#include "thread.h"

namespace gordian::blocks {

/// Asks the kernel for the fence that held blocks need; without it every block is shared from the start.
void start();
/// In a child process: asks again, and frees what threads that are no more held.
void resetAfterFork(Thread &thread);

/// For as long as it lives, nobody takes the block of `granule` from the thread, if isHeldAs() says that it has it. Inside a
/// RuntimeScope, so that no signal handler's update comes in between.
class HeldUpdate : NonCopyable {
 public:
  HeldUpdate(Thread &thread, uptr granule)
      : thread_(thread), holder_(reinterpret_cast<const u16 *>(shadow::blockWord(granule))) {
    storeRelaxed(&thread_.updating, granule);
    compilerBarrier();  // the other side's fence orders the two
  }
  ~HeldUpdate() {
    compilerBarrier();
    storeRelaxed(&thread_.updating, uptr{0});
  }
  bool isHeldAs(u16 holder) const { return loadRelaxed(holder_) == holder; }

 private:
  Thread &thread_;
  const u16 *holder_;  // the low half of the block's word
};

/// How `thread` has the block of `granule` now: as thread.holder (pure), thread.holder | kMixed, or kShared. Takes a virgin
/// block, and one that another thread holds.
u16 holderFor(Thread &thread, uptr granule);
/// Notes in the shared block of `granule` that `plane` has cells now. Before the cell is written.
void notePlane(uptr granule, u32 plane);

}  // namespace gordian::blocks

#endif
