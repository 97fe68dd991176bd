// Parallel regions, implicit tasks and barriers: which thread's work comes before which other's.
//
// OpenMP 5.2: what precedes a parallel construct happens before the region's implicit tasks; what any of them did before
// a barrier happens before what any does behind it; what the region did happens before what follows it.
// The runtime's own locks and flags (libomp) are invisible; these rules are all that orders.
#ifndef GORDIAN_OPENMP_REGIONS_H
#define GORDIAN_OPENMP_REGIONS_H

#include "openmp/ompt.h"
#include "sync/object.h"
#include "thread.h"

namespace gordian::openmp {

/// One thing through which clocks pass: an object of the detector's, made on first use.
class Order : NonCopyable {
 public:
  explicit Order(ObjectKind kind = ObjectKind::kOther) : kind_(kind) {}
  /// `thread` publishes what it has done.
  void release(Thread &thread);
  /// What others bring in `clock`, without a thread of theirs.
  void add(const VectorClock &clock);
  void acquire(Thread &thread);
  /// Adds what has been published here to `clock`.
  void addTo(VectorClock &clock);
  bool isEmpty() const { return loadRelaxed(&object_) == 0; }
  void clear();

 private:
  SyncObject &object();
  u32 object_ = 0;
  ObjectKind kind_;  // what reports call it
};

/// The clocks of a doacross loop, by iteration (tasks.h).
struct Iterations;

/// The threads of a parallel region. Kept alive by the region and by its tasks.
struct Team {
  Order fork;
  Order barriers[2] = {Order(ObjectKind::kBarrier), Order(ObjectKind::kBarrier)};  // in turn: threads may enter the next barrier while others are leaving the last
  Order ordered;      // one iteration's ordered region to the next
  Iterations *iterations;
  SpinLock lock;      // protects `iterations`
  Team *outer;        // the region that its creating thread was about to leave later
  u32 references;
  u32 size;            // threads; 0: not known yet
  uptr creator_frame;  // of the creating thread's stack, what lies below is younger than the region; 0: not known
  const void *return_address;  // behind the construct
};

struct Taskgroup;
struct Dependences;

/// A task of OpenMP, implicit (a thread's share of a region) or explicit. Kept alive by OpenMP and by its children.
struct Task {
  Team *team;
  Task *parent;        // null for implicit tasks
  Task *implicit;      // the implicit task that it descends from
  Task *outer, *outer_implicit;  // implicit tasks: what the thread ran before
  Taskgroup *group;    // the innermost that it is in
  Thread *fiber;       // who it is to the detector; null: whoever runs it
  Thread *runner;      // who runs it now, if it has no fiber
  Order order;         // creation, or suspension, to start and resumption; early fulfilment of its event
  Order children;      // ends of children, for taskwait
  Dependences *dependences;  // of its children
  struct DependenceUse *uses;  // its own
  u32 use_count;
  u32 references;
  u32 barrier;         // implicit tasks: which of the team's barriers comes next
  u32 loops;           // implicit tasks: loops begun
  u32 frames;          // depth of the history before it began
  u32 ignore_depth;    // of its runner before it began
  bool is_initial, is_started, is_undeferred, is_reducing;
  // Implicit tasks, for shares.h:
  bool depends_on_thread;  // the program has asked which thread this is
  Clock phase;             // what the thread did until then is known to the whole team
  u64 blocks_before;       // blocks that the thread had taken from the heap when the region began
};

/// The explicit task of `data`. Implicit tasks leave nothing there, since libomp prepares their words for the next region
/// while a thread is still leaving the last: for them it is the implicit task that the calling thread is in.
Task *taskOf(const ompt::Data *data);

/// One reference belongs to the caller.
Task *makeTask(Team *team, Task *parent);
void keep(Task &task);
void drop(Task *task);
void drop(Team *team);

/// The implicit or explicit task that the calling thread runs; null outside of OpenMP.
Task *currentTask();
void setCurrentTask(Task *task);

void parallelBegin(ompt::Data *task, const ompt::Frame *frame, ompt::Data *region, u32 threads, int flags, const void *caller);
void parallelEnd(ompt::Data *region, ompt::Data *task, int flags, const void *caller);
void implicitTask(int endpoint, ompt::Data *region, ompt::Data *task, u32 threads, u32 index, int flags);
/// Barriers, taskwait, taskgroup: begins and ends. `is_wait`: the waiting part, inside the construct.
void syncRegion(int kind, int endpoint, ompt::Data *region, ompt::Data *task, const void *caller);
void syncRegionWait(int kind, int endpoint, ompt::Data *region, ompt::Data *task, const void *caller);

/// Names the caller of OpenMP's library for one operation of the runtime.
class CalledFrom : NonCopyable {
 public:
  CalledFrom(Thread &thread, const void *caller) : thread_(thread) { thread.call_pc = reinterpret_cast<u64>(caller); }
  ~CalledFrom() { thread_.call_pc = 0; }

 private:
  Thread &thread_;
};

}  // namespace gordian::openmp

#endif
