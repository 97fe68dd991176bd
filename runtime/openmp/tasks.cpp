// Explicit tasks; see tasks.h.
#include "openmp/tasks.h"

#include "base/arena.h"
#include "fiber.h"
#include "openmp/dependences.h"
#include "sync/events.h"

namespace gordian::openmp {

struct Taskgroup {
  Taskgroup *outer;
  Order ends;  // of the tasks in it
};

namespace {

/// The task's end: everybody who waits for it learns what it did, and what `extra` brings.
void publishEnd(Task &task, Thread *thread) {
  auto publish = [&](Order &order) {
    if (thread) order.release(*thread);
    if (task.order.isEmpty()) return;
    VectorClock fulfilled;
    task.order.addTo(fulfilled);
    order.add(fulfilled);
  };
  publish(task.parent->children);
  if (task.group) publish(task.group->ends);
  publish(task.team->barriers[loadRelaxed(&task.implicit->barrier)]);
  releaseDependences(task, thread);
}

Thread &runnerOf(Task &task) {
  if (task.fiber) return *task.fiber;
  // A task that its parent waits for runs as the parent; one without a fiber as whoever runs it.
  if (task.is_undeferred || task.parent == nullptr) return task.runner ? *task.runner : *currentThread();
  return *fibers::carrier();
}

/// `frame`: nothing of the task lies above it on the stack.
void start(Task &task, uptr frame) {
  task.is_started = true;
  Thread &thread = *currentThread();
  fibers::forgetStackBelow(frame);
  if (!task.fiber) {
    task.runner = &thread;
    task.order.acquire(thread);
  }
  acquireDependences(task, thread);
  task.ignore_depth = thread.ignore_depth;
  if (!task.fiber && thread.ignore_depth) {
    // Inside a call of the library that hides its own work (a reduction), the task's is seen.
    thread.ignore_depth = 0;
    threads::install(thread);
  }
}

void leave(Task &task, int status) {
  Thread &thread = *currentThread();
  if (!task.parent || !task.is_started) return;
  if (!task.fiber && task.ignore_depth != thread.ignore_depth) {
    thread.ignore_depth = task.ignore_depth;
    threads::install(thread);
  }
  bool ends = status == ompt::kComplete || status == ompt::kCancel;
  if (ends) publishEnd(task, &thread);
  else if (status == ompt::kDetach) task.order.release(thread);  // its end is told by whoever fulfils its event
  else if (!task.fiber && !task.is_undeferred) task.order.release(thread);
}

void finish(Task &task) {
  if (task.fiber) threads::endFiber(*task.fiber);
  task.fiber = nullptr;
}

void enter(Task &task, uptr frame) {
  Thread &runner = runnerOf(task);
  fibers::switchTo(runner);
  setCurrentTask(&task);
  if (!task.parent) return;
  if (!task.is_started) start(task, frame);
  else if (!task.fiber && !task.is_undeferred) task.order.acquire(runner);
}

}  // namespace

void taskCreate(ompt::Data *parent_data, const void *, ompt::Data *data, int flags, int, const void *caller) {
  Thread *thread = currentThread();
  Task *parent = taskOf(parent_data);
  if (!thread || !parent || !data || flags & (ompt::kTaskInitial | ompt::kTaskImplicit)) return;
  Task *task = makeTask(parent->team, parent);
  data->pointer = task;
  task->is_undeferred = flags & (ompt::kTaskUndeferred | ompt::kTaskTaskwait);
  if (task->is_undeferred) {
    thread->sync_site = Site{};
    return;
  }
  CalledFrom from(*thread, caller);
  task->fiber = threads::createFiber(*thread);
  if (!task->fiber) task->order.release(*thread);
}

void taskSchedule(ompt::Data *prior_data, int status, ompt::Data *next_data) {
  // The library's function that tells us this calls the task's code, so that its frame begins about here.
  uptr frame = reinterpret_cast<uptr>(__builtin_frame_address(0)) + 256;
  Thread *thread = currentThread();
  Task *prior = taskOf(prior_data);
  if (!thread || !prior) return;
  switch (status) {
  case ompt::kEarlyFulfill: return prior->order.release(*thread);
  case ompt::kLateFulfill:
    prior->order.release(*thread);
    publishEnd(*prior, nullptr);
    finish(*prior);
    prior_data->pointer = nullptr;
    return drop(prior);
  case ompt::kTaskwaitComplete:
    acquireDependences(*prior, *thread);
    prior_data->pointer = nullptr;
    return drop(prior);
  default: break;
  }
  leave(*prior, status);
  Task *next = next_data ? taskOf(next_data) : nullptr;
  if (next) enter(*next, frame);
  else fibers::switchTo(*fibers::carrier());
  if (status != ompt::kComplete && status != ompt::kCancel) return;
  if (!prior->parent) return;
  // Its frames are gone; what comes next on this stack is somebody else's.
  fibers::forgetStackBelow(frame);
  finish(*prior);
  prior_data->pointer = nullptr;
  drop(prior);
}

void beginTaskgroup(Task &task) {
  Taskgroup *group = arena::make<Taskgroup>();
  group->outer = task.group;
  task.group = group;
}

void acquireTaskgroup(Task &task, Thread &thread) {
  if (task.group) task.group->ends.acquire(thread);
}

void endTaskgroup(Task &task, Thread &thread) {
  Taskgroup *group = task.group;
  if (!group) return;
  group->ends.acquire(thread);
  task.group = group->outer;
  group->ends.clear();
  arena::release(group, sizeof(Taskgroup));
}

}  // namespace gordian::openmp
