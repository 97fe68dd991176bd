// Shares of work; see shares.h.
#include "openmp/shares.h"

#include "fiber.h"

namespace gordian::openmp {
namespace {

constexpr u32 kShares = sizeof(Thread::shares) / sizeof(Thread *);

// Of the calling thread. Bits of `unpublished`: shares that have run in this phase.
__thread u32 next_share __attribute__((tls_model("initial-exec")));
__thread u32 unpublished __attribute__((tls_model("initial-exec")));

bool mayBeAnyones(const Task &task, const Thread &thread) {
  return !task.parent && !task.is_initial && !task.depends_on_thread && task.team->size > 1 && !thread.is_fiber &&
         !thread.held_count && !thread.isUnchecked() && thread.blocks_made == task.blocks_before;
}

Thread *takeFiber(Thread &thread) {
  u32 at = next_share++ % kShares;
  Thread *fiber = thread.shares[at];
  // In a child of fork the parent's fibers are gone.
  if (!fiber || !fiber->is_alive || fiber->share_of != &thread) {
    fiber = threads::createFiber(thread);
    if (!fiber) return nullptr;
    fiber->seen.set(thread.slot, kNever);
    fiber->share_of = thread.share_of = &thread;
    thread.shares[at] = fiber;
  }
  unpublished |= 1u << at;
  return fiber;
}

/// It knows what its thread knows, but for what that did itself in this phase, and stands where that stands.
void prepare(Thread &fiber, const Thread &thread, const Task &task) {
  RuntimeScope scope(fiber);
  Clock known = largerOf(fiber.seen.get(thread.slot), task.phase);
  fiber.seen.join(thread.seen);
  fiber.seen.set(thread.slot, known);
  fiber.is_bound = false;
  fiber.history.unwind(0);
  for (u32 i = 0; i < thread.history.keptFrames(); ++i) {
    const auto &frame = thread.history.frames()[i];
    fiber.history.enter(frame.returnAddress(), static_cast<history::Tag>(frame.tag()));
  }
}

}  // namespace

void beginPhase(Task &task, Thread &thread) {
  if (thread.is_fiber) return;
  RuntimeScope scope(thread);
  task.phase = thread.clock;
  advanceClock(thread);
}

void beginShare() {
  endShare();
  Thread *thread = currentThread();
  Task *task = currentTask();
  if (!thread || !task || !mayBeAnyones(*task, *thread)) return;
  Thread *fiber = takeFiber(*thread);
  if (!fiber) return;
  prepare(*fiber, *thread, *task);
  fibers::switchTo(*fiber);
  task->runner = fiber;
}

void endShare() {
  Thread *fiber = currentThread();
  Task *task = currentTask();
  if (!fiber || !task || task->parent || !fiber->is_fiber || !fiber->share_of) return;
  task->depends_on_thread |= fiber->is_bound;
  Thread &thread = *fiber->share_of;
  fibers::switchTo(thread);
  task->runner = &thread;
}

void publishShares() {
  if (!unpublished) return;
  endShare();
  Task *task = currentTask();
  Thread *thread = currentThread();
  for (u32 i = 0; i < kShares; ++i)
    if (unpublished >> i & 1 && task && thread->shares[i]) task->team->barriers[task->barrier].release(*thread->shares[i]);
  unpublished = 0;
}

}  // namespace gordian::openmp
