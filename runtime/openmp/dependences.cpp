// Dependences; see dependences.h and tasks.h.
#include "openmp/dependences.h"

#include "base/arena.h"
#include "openmp/tasks.h"
#include "sync/events.h"

namespace gordian::openmp {

namespace {

enum Way : u32 { kReads, kWrites, kInSet, kInMutexSet, kWays };

/// One address that tasks depend on.
struct Variable {
  u64 address;
  Variable *next;
  Order ends[kWays];  // of the tasks that depend on it in this way
};

constexpr u32 kBuckets = 64;
u32 bucketOf(u64 key) { return static_cast<u32>(key * 0x9e3779b97f4a7c15u >> 58) % kBuckets; }

/// Which ways must have ended before a task that depends in this way starts. Two of a mutex set may not run at once,
/// so that they are ordered as by a lock.
bool waitsFor(u32 mine, u32 earlier) {
  if (mine == kReads) return earlier != kReads;
  if (mine == kInSet) return earlier != kInSet;
  return true;
}

Way wayOf(int kind) {
  switch (kind) {
  case ompt::kIn: return kReads;
  case ompt::kInOutSet: return kInSet;
  case ompt::kMutexInOutSet: return kInMutexSet;
  default: return kWrites;
  }
}

bool isAllMemory(int kind) { return kind == ompt::kOutAllMemory || kind == ompt::kInOutAllMemory; }

}  // namespace

/// The addresses that children of one task depend on.
struct Dependences {
  SpinLock lock;
  Variable *buckets[kBuckets];
  Variable all;  // tasks that depend on all memory
};

struct DependenceUse {
  Variable *variable;
  u32 way;
};

struct Iterations {
  u64 key;
  Iterations *next;
  Order done;
};

namespace {

Variable &variableOf(Dependences &dependences, u64 address) {
  SpinGuard guard(dependences.lock);
  Variable *&first = dependences.buckets[bucketOf(address)];
  for (Variable *variable = first; variable; variable = variable->next)
    if (variable->address == address) return *variable;
  Variable *made = arena::make<Variable>();
  made->address = address;
  made->next = first;
  first = made;
  return *made;
}

void acquireVariable(Variable &variable, u32 way, Thread &thread) {
  for (u32 earlier = 0; earlier < kWays; ++earlier)
    if (waitsFor(way, earlier)) variable.ends[earlier].acquire(thread);
}

void clearVariable(Variable &variable) {
  for (Order &order : variable.ends) order.clear();
}

Order &iterationOf(Team &team, u64 key) {
  SpinGuard guard(team.lock);
  if (!team.iterations) team.iterations = static_cast<Iterations *>(arena::allocate(kBuckets * sizeof(Iterations)));
  Iterations *&first = team.iterations[bucketOf(key)].next;
  for (Iterations *iteration = first; iteration; iteration = iteration->next)
    if (iteration->key == key) return iteration->done;
  Iterations *made = arena::make<Iterations>();
  made->key = key;
  made->next = first;
  first = made;
  return made->done;
}

/// An iteration of a doacross loop is done as far as others wait for it, or has waited for one.
void orderIterations(Task &task, Thread &thread, const ompt::Dependence *vector, int count) {
  u64 key = task.implicit->loops;
  for (int i = 0; i < count; ++i) key = (key ^ vector[i].variable.value) * 0x9e3779b97f4a7c15u + 1;
  Order &done = iterationOf(*task.team, key);
  if (vector[0].kind == ompt::kSource) done.release(thread);
  else done.acquire(thread);
}

}  // namespace

void dependences(ompt::Data *data, const ompt::Dependence *list, int count) {
  Thread *thread = currentThread();
  Task *task = taskOf(data);
  if (!thread || !task || count <= 0) return;
  if (list[0].kind == ompt::kSource || list[0].kind == ompt::kSink)
    return orderIterations(*task, *thread, list, count);
  if (!task->parent) return;
  Task &parent = *task->parent;
  if (!parent.dependences) parent.dependences = arena::make<Dependences>();  // only the parent's own thread makes it
  u32 uses = static_cast<u32>(count);
  task->uses = static_cast<DependenceUse *>(arena::allocate(uses * sizeof(DependenceUse)));
  task->use_count = uses;
  for (u32 i = 0; i < uses; ++i) {
    bool all = isAllMemory(list[i].kind);
    task->uses[i] = {all ? &parent.dependences->all : &variableOf(*parent.dependences, list[i].variable.value),
                     wayOf(list[i].kind)};
  }
}

void acquireDependences(Task &task, Thread &thread) {
  if (!task.use_count) return;
  Dependences &all = *task.parent->dependences;
  all.all.ends[kWrites].acquire(thread);
  for (u32 i = 0; i < task.use_count; ++i) {
    DependenceUse &use = task.uses[i];
    if (use.variable != &all.all) {
      acquireVariable(*use.variable, use.way, thread);
      continue;
    }
    // Tasks that come later cannot have ended: whatever is here is from before.
    for (Variable *bucket : all.buckets)
      for (Variable *variable = bucket; variable; variable = variable->next) acquireVariable(*variable, kWrites, thread);
  }
}

void releaseDependences(Task &task, Thread *thread) {
  for (u32 i = 0; i < task.use_count; ++i) {
    Order &order = task.uses[i].variable->ends[task.uses[i].way];
    if (thread) order.release(*thread);
    if (task.order.isEmpty()) continue;
    VectorClock fulfilled;
    task.order.addTo(fulfilled);
    order.add(fulfilled);
  }
}

void forgetDependences(Task &task) {
  if (task.uses) arena::release(task.uses, task.use_count * sizeof(DependenceUse));
  Dependences *all = task.dependences;
  if (!all) return;
  clearVariable(all->all);
  for (Variable *variable : all->buckets) {
    while (variable) {
      Variable *next = variable->next;
      clearVariable(*variable);
      arena::release(variable, sizeof(Variable));
      variable = next;
    }
  }
  arena::release(all, sizeof(Dependences));
}

void work(int kind, int endpoint, ompt::Data *, ompt::Data *data, u64, const void *) {
  Task *task = taskOf(data);
  bool is_loop = kind == ompt::kWorkLoop || (kind >= ompt::kWorkLoopStatic && kind <= ompt::kWorkLoopOther);
  if (task && is_loop && endpoint == ompt::kBegin) ++task->implicit->loops;
}

void forgetIterations(Team &team) {
  if (!team.iterations) return;
  for (u32 i = 0; i < kBuckets; ++i) {
    Iterations *iteration = team.iterations[i].next;
    while (iteration) {
      Iterations *next = iteration->next;
      iteration->done.clear();
      arena::release(iteration, sizeof(Iterations));
      iteration = next;
    }
  }
  arena::release(team.iterations, kBuckets * sizeof(Iterations));
}

}  // namespace gordian::openmp
