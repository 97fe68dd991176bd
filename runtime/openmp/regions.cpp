// Parallel regions and barriers; see regions.h.
#include "openmp/regions.h"

#include "base/arena.h"
#include "fiber.h"
#include "openmp/tasks.h"
#include "sync/events.h"
#include "sync/waiting.h"

namespace gordian::openmp {
namespace {

__thread Task *current_task __attribute__((tls_model("initial-exec")));

Team *makeTeam(const void *caller) {
  Team *team = arena::make<Team>();
  team->references = 1;
  team->return_address = caller;
  return team;
}

Team *teamOf(ompt::Data *region) {
  if (!region) return nullptr;
  if (!region->pointer) region->pointer = makeTeam(nullptr);
  return static_cast<Team *>(region->pointer);
}

void beginImplicit(Team *team, ompt::Data *data, u32 index, int flags) {
  Thread &thread = *currentThread();
  Task *task = makeTask(team, nullptr);
  task->is_initial = flags & ompt::kTaskInitial;
  task->runner = &thread;
  task->implicit = task;
  data->pointer = task;
  setCurrentTask(task);
  storeRelaxed(&thread.is_parked, false);
  team->fork.acquire(thread);
  task->frames = thread.history.depth();
  if (index && team->return_address) thread.history.enter(reinterpret_cast<u64>(team->return_address));
}

void endImplicit(Task &task, ompt::Data *data, u32 index) {
  Thread &thread = *currentThread();
  thread.history.unwind(task.frames);
  data->pointer = nullptr;
  setCurrentTask(nullptr);
  // A worker without work belongs to the library again.
  if (index && !task.is_initial && !thread.is_fiber) storeRelaxed(&thread.is_parked, true);
  drop(&task);
}

}  // namespace

SyncObject &Order::object() {
  if (u32 known = loadAcquire(&object_)) return objects::at(known);
  SyncObject &made = objects::makeUnaddressed(ObjectKind::kOther);
  u32 none = 0;
  if (compareExchange(&object_, none, made.index)) return made;
  objects::destroyUnaddressed(made);
  return objects::at(none);
}

void Order::release(Thread &thread) { releaseObject(thread, object()); }

void Order::add(const VectorClock &clock) {
  SyncObject &to = object();
  SpinGuard guard(to.lock);
  to.clock.join(clock);
}

void Order::acquire(Thread &thread) {
  if (u32 known = loadAcquire(&object_)) acquireObject(thread, objects::at(known));
}

void Order::addTo(VectorClock &clock) {
  u32 known = loadAcquire(&object_);
  if (!known) return;
  SyncObject &from = objects::at(known);
  SpinGuard guard(from.lock);
  clock.join(from.clock);
}

void Order::clear() {
  if (object_) objects::destroyUnaddressed(objects::at(object_));
  object_ = 0;
}

Task *makeTask(Team *team, Task *parent) {
  Task *task = arena::make<Task>();
  task->references = 1;
  task->team = team;
  fetchAdd(&team->references, 1u);
  if (parent) {
    task->parent = parent;
    task->implicit = parent->implicit;
    task->group = parent->group;
    keep(*parent);
  }
  return task;
}

void keep(Task &task) { fetchAdd(&task.references, 1u); }

void drop(Task *task) {
  while (task && fetchAdd(&task->references, ~0u) == 1) {
    Task *parent = task->parent;
    task->order.clear();
    task->children.clear();
    forgetDependences(*task);
    drop(task->team);
    arena::release(task, sizeof(Task));
    task = parent;
  }
}

void drop(Team *team) {
  if (fetchAdd(&team->references, ~0u) != 1) return;
  team->fork.clear();
  team->ordered.clear();
  for (Order &barrier : team->barriers) barrier.clear();
  forgetIterations(*team);
  arena::release(team, sizeof(Team));
}

Task *currentTask() { return current_task; }
void setCurrentTask(Task *task) { current_task = task; }

void parallelBegin(ompt::Data *, const void *, ompt::Data *region, u32, int, const void *caller) {
  Thread *thread = currentThread();
  if (!thread) return;
  Team *team = makeTeam(caller);
  region->pointer = team;
  CalledFrom from(*thread, caller);
  team->fork.release(*thread);
}

void parallelEnd(ompt::Data *region, ompt::Data *task, int, const void *caller) {
  Thread *thread = currentThread();
  Team *team = static_cast<Team *>(region->pointer);
  if (!thread || !team) return;
  CalledFrom from(*thread, caller);
  for (Order &barrier : team->barriers) barrier.acquire(*thread);
  region->pointer = nullptr;
  drop(team);
  setCurrentTask(taskOf(task));
}

void implicitTask(int endpoint, ompt::Data *region, ompt::Data *task, u32, u32 index, int flags) {
  if (!currentThread()) return;
  if (endpoint == ompt::kBegin) {
    if (Team *team = teamOf(region)) beginImplicit(team, task, index, flags);
  } else if (Task *ending = taskOf(task)) {
    if (ending->is_initial && region && region->pointer) {
      drop(static_cast<Team *>(region->pointer));
      region->pointer = nullptr;
    }
    endImplicit(*ending, task, index);
  }
}

void syncRegion(int kind, int endpoint, ompt::Data *region, ompt::Data *data, const void *caller) {
  Thread *thread = currentThread();
  Task *task = taskOf(data);
  if (!thread || !task || kind == ompt::kReduction) return;
  CalledFrom from(*thread, caller);
  if (kind == ompt::kTaskwait) {
    if (endpoint == ompt::kEnd) task->children.acquire(*thread);
  } else if (kind == ompt::kTaskgroup) {
    if (endpoint == ompt::kBegin) beginTaskgroup(*task);
    else endTaskgroup(*task, *thread);
  } else {
    Order &barrier = task->team->barriers[task->barrier];
    if (endpoint == ompt::kBegin) {
      if (!task->is_reducing) barrier.release(*thread);
      return;
    }
    task->barrier ^= 1;
    // Whoever is told that the region has ended learns at the next one what it may know.
    if (region && !task->is_reducing) barrier.acquire(*thread);
  }
}

void syncRegionWait(int kind, int endpoint, ompt::Data *, ompt::Data *data, const void *caller) {
  Thread *thread = currentThread();
  Task *task = taskOf(data);
  if (!thread || !task || kind != ompt::kTaskgroup || endpoint != ompt::kEnd) return;
  // What the library combines at the end of a taskgroup (reductions) comes after the tasks, too.
  CalledFrom from(*thread, caller);
  acquireTaskgroup(*task, *thread);
}

}  // namespace gordian::openmp
