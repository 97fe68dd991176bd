// Parallel regions and barriers; see regions.h.
#include "openmp/regions.h"

#include "base/arena.h"
#include "fiber.h"
#include "openmp/shares.h"
#include "openmp/tasks.h"
#include "sync/events.h"
#include "sync/waiting.h"

namespace gordian::openmp {
namespace {

__thread Task *current_task __attribute__((tls_model("initial-exec")));
__thread Task *implicit_task __attribute__((tls_model("initial-exec")));  // the innermost one of the thread
__thread Team *created_team __attribute__((tls_model("initial-exec")));  // the innermost region that the thread created

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

void endImplicit() {
  publishShares();
  Thread &thread = *currentThread();
  Task *task = implicit_task;
  thread.history.unwind(task->frames);
  implicit_task = task->outer_implicit;
  current_task = task->outer;
  // A worker without work belongs to the library again.
  if (!implicit_task && !task->is_initial) storeRelaxed(&thread.is_parked, true);
  drop(task);
}

void beginImplicit(Team *team, u32 index, int flags) {
  Thread &thread = *currentThread();
  bool is_initial = flags & ompt::kTaskInitial;
  // A worker begins from nothing: whose end was not told has ended.
  while (index && !is_initial && implicit_task) endImplicit();
  Task *task = makeTask(team, nullptr);
  task->is_initial = is_initial;
  task->runner = &thread;
  task->implicit = task;
  task->outer = current_task;
  task->outer_implicit = implicit_task;
  current_task = implicit_task = task;
  storeRelaxed(&thread.is_parked, false);
  team->fork.acquire(thread);
  beginPhase(*task, thread);
  task->blocks_before = thread.blocks_made;
  // The creator's older frames hold what the team shares.
  thread.private_stack_end = index ? thread.stack_end : team->creator_frame;
  task->frames = thread.history.depth();
  if (index && team->return_address) thread.history.enter(reinterpret_cast<u64>(team->return_address), history::kLibraryTag);
}

}  // namespace

SyncObject &Order::object() {
  if (u32 known = loadAcquire(&object_)) return objects::at(known);
  SyncObject &made = objects::makeUnaddressed(kind_);
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

Task *taskOf(const ompt::Data *data) {
  return data && data->pointer ? static_cast<Task *>(data->pointer) : implicit_task;
}

Task *currentTask() { return current_task; }
void setCurrentTask(Task *task) { current_task = task; }

void parallelBegin(ompt::Data *, const ompt::Frame *frame, ompt::Data *region, u32, int, const void *caller) {
  Thread *thread = currentThread();
  if (!thread) return;
  Team *team = makeTeam(caller);
  region->pointer = team;
  team->outer = created_team;
  team->creator_frame = frame ? frame->enter : 0;
  created_team = team;
  CalledFrom from(*thread, caller);
  team->fork.release(*thread);
}

// What `region` points to may be another region's already: libomp gives the team's structure back before it tells.
void parallelEnd(ompt::Data *, ompt::Data *, int, const void *caller) {
  Thread *thread = currentThread();
  Team *team = created_team;
  if (!thread || !team) return;
  created_team = team->outer;
  CalledFrom from(*thread, caller);
  for (Order &barrier : team->barriers) barrier.acquire(*thread);
  drop(team);
}

void implicitTask(int endpoint, ompt::Data *region, ompt::Data *, u32 size, u32 index, int flags) {
  if (!currentThread()) return;
  if (endpoint == ompt::kBegin) {
    if (Team *team = teamOf(region)) {
      storeRelaxed(&team->size, size);
      beginImplicit(team, index, flags);
    }
  } else if (implicit_task) {
    if (implicit_task->is_initial && region && region->pointer) {
      drop(static_cast<Team *>(region->pointer));
      region->pointer = nullptr;
    }
    endImplicit();
  }
}

void syncRegion(int kind, int endpoint, ompt::Data *region, ompt::Data *data, const void *caller) {
  Task *arriving = currentTask();
  bool is_barrier = kind != ompt::kReduction && kind != ompt::kTaskwait && kind != ompt::kTaskgroup;
  // A barrier inside of a reduction orders nothing: the next one will.
  if (arriving && is_barrier && endpoint == ompt::kBegin) arriving->is_reducing ? endShare() : publishShares();
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
    if (region && !task->is_reducing) {
      barrier.acquire(*thread);
      beginPhase(*task, *thread);
    }
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
