// Functions of OpenMP's library that are caught on the way in, because its tool interface tells too little or too late:
// locks (whose release it tells after the fact), reductions, flushes, memory for tasks, and the thread's number.
//
// Signatures: "LLVM OpenMP runtime library interface" (the compiler's side of libomp) and OpenMP 5.2, chapter 18.
#include "fiber.h"
#include "intercept/intercept.h"
#include "openmp/regions.h"
#include "openmp/shares.h"
#include "race/check_access.h"
#include "race/memory.h"
#include "sync/atomics.h"
#include "sync/lock.h"
#include "sync/waiting.h"

namespace gordian::openmp {
namespace {

/// OpenMP's library comes after the program in the order of look-up, or was opened by it for itself.
void *findReal(const char *name) {
  void *found = real.dlsym(RTLD_NEXT, name);
  if (found) return found;
  void *library = real.dlopen("libomp.so.5", RTLD_LAZY | RTLD_NOLOAD);
  return library ? real.dlsym(library, name) : nullptr;
}

/// Defines `name` of the library: GORDIAN_OPENMP(int, name, (parameters)) { ... original(arguments) ... }.
#define GORDIAN_OPENMP(result, name, ...)                                                                              \
  static result (*original_##name)(__VA_ARGS__);                                                                       \
  GORDIAN_INLINE auto originalOf_##name() {                                                                            \
    auto original = loadRelaxed(&original_##name);                                                                     \
    if (GORDIAN_UNLIKELY(!original)) {                                                                                 \
      original = reinterpret_cast<decltype(original)>(findReal(#name));                                                \
      storeRelaxed(&original_##name, original);                                                                        \
    }                                                                                                                  \
    return original;                                                                                                   \
  }                                                                                                                    \
  GORDIAN_INTERPOSE(result, name, __VA_ARGS__)
#define GORDIAN_ORIGINAL(name) originalOf_##name()

/// While one lives, what the calling thread itself does is the library's business. Tasks that it runs meanwhile are seen.
class Hidden : NonCopyable {
 public:
  explicit Hidden(const Call &call) : thread_(call.thread) {
    if (!thread_) return;
    ++thread_->ignore_depth;
    threads::install(*thread_);
  }
  ~Hidden() {
    if (!thread_) return;
    --thread_->ignore_depth;
    threads::install(*thread_);
  }

 private:
  Thread *thread_;
};

constexpr LockMode kExclusive = LockMode::kExclusive;
constexpr ObjectKind kLock = ObjectKind::kSpinLock;  // whoever waits for one does not sleep

GORDIAN_INLINE void taken(const Call &call, void *lock, bool is_try) {
  tell(call, [&](Thread &self) {
    lockAcquired(self, addressOf(lock), kLock, kExclusive, is_try);
    lockIsOfNoThread(addressOf(lock));
  });
}
GORDIAN_INLINE void givingBack(const Call &call, void *lock) {
  tell(call, [&](Thread &self) { lockReleasing(self, addressOf(lock), kLock); });
}
GORDIAN_INLINE void made(const Call &call, void *lock, u32 flags) {
  tell(call, [&](Thread &self) { lockInit(self, addressOf(lock), kLock, flags); });
}
GORDIAN_INLINE void destroying(const Call &call, void *lock) {
  tell(call, [&](Thread &self) { lockDestroy(self, addressOf(lock), kLock); });
}

/// `take` may have to wait; it is announced where somebody is known to have the lock.
template <class Take> GORDIAN_INLINE void takeLock(const Call &call, void *lock, Take take) {
  SyncObject *object = call ? objects::find(addressOf(lock)) : nullptr;
  Thread *owner = object ? loadRelaxed(&object->owner) : nullptr;
  bool waits = owner && (owner != call.thread || !(object->flags & log_format::kObjectRecursive));
  if (waits) tell(call, [&](Thread &self) { lockWaiting(self, addressOf(lock), kLock, kExclusive, false); });
  take();
  if (waits) tell(call, [&](Thread &self) { lockWaited(self, addressOf(lock)); });
  taken(call, lock, false);
}

GORDIAN_INLINE void dependOnThread(const Call &call) {
  tell(call, [](Thread &self) { fibers::dependOnCarrier(self); });
}

/// What the compiler knows of a task's memory: the pointer to the shared variables comes first.
struct TaskMemory {
  void *shared;
  void *entry;
};

/// Sizes of the tasks that an entry function serves: the library copies the task of a taskloop by itself.
struct TaskKind {
  void *entry;
  size_t bytes, shared_bytes;
  void (*copy)(TaskMemory *, TaskMemory *, int);
};
constexpr u32 kTaskKinds = 4096;
TaskKind task_kinds[kTaskKinds];
SpinLock task_kind_lock;

TaskKind *kindOf(void *entry) {
  u32 at = static_cast<u32>(reinterpret_cast<uptr>(entry) * 0x9e3779b97f4a7c15u >> 52);
  for (u32 i = 0; i < kTaskKinds; ++i) {
    TaskKind &kind = task_kinds[(at + i) % kTaskKinds];
    if (kind.entry == entry || !kind.entry) return &kind;
  }
  return nullptr;
}

/// The library took the memory from a store of its own: whoever used it before has nothing to do with this task.
void *newTask(const Call &call, void *memory, size_t bytes, size_t shared_bytes, void *entry) {
  if (!call || !memory) return memory;
  TaskMemory &task = *static_cast<TaskMemory *>(memory);
  tell(call, [&](Thread &) {
    memoryReset(addressOf(memory), bytes);
    if (task.shared && shared_bytes) memoryReset(addressOf(task.shared), shared_bytes);
    SpinGuard guard(task_kind_lock);
    if (TaskKind *kind = kindOf(entry)) *kind = {entry, bytes, shared_bytes, kind->copy};
  });
  return memory;
}

void copyTask(TaskMemory *to, TaskMemory *from, int is_last) {
  TaskKind *kind = kindOf(from->entry);
  if (!kind || !kind->entry) return;
  Call call = {currentThread(), nullptr};
  tell(call, [&](Thread &) {
    memoryReset(addressOf(to), kind->bytes);
    if (to->shared && to->shared != from->shared && kind->shared_bytes)
      memoryReset(addressOf(to->shared), kind->shared_bytes);
  });
  if (kind->copy) kind->copy(to, from, is_last);
}

/// The function that libomp shall call for each copy of `task`.
void *copierOf(void *task, void *copier) {
  if (!currentThread()) return copier;
  SpinGuard guard(task_kind_lock);
  TaskKind *kind = kindOf(static_cast<TaskMemory *>(task)->entry);
  if (!kind || !kind->entry) return copier;
  kind->copy = reinterpret_cast<decltype(kind->copy)>(copier);
  return reinterpret_cast<void *>(copyTask);
}

GORDIAN_INLINE void *newBlock(const Call &call, void *block, size_t bytes) {
  if (block) tell(call, [&](Thread &self) { memoryAllocated(self, addressOf(block), bytes); });
  return block;
}
GORDIAN_INLINE void freeingBlock(const Call &call, void *block) {
  if (block) tell(call, [&](Thread &self) { memoryFreed(self, addressOf(block)); });
}

/// A reduction: what the library combines is its own business. 1: the caller combines alone, under the lock or as the
/// last. Barriers in the inside of a reduction that does not wait order nothing.
template <class Reduce> GORDIAN_INLINE int reduce(const Call &call, void *lock, bool waits, Reduce real_reduce) {
  Task *task = call ? currentTask() : nullptr;
  bool hides_barrier = task && !waits && !task->is_reducing;
  int result;
  {
    Hidden hidden(call);
    if (hides_barrier) task->is_reducing = true;
    result = real_reduce();
    if (hides_barrier) task->is_reducing = false;
  }
  if (result == 1 || (waits && result == 0))
    tell(call, [&](Thread &self) { acquireObject(self, addressOf(lock), ObjectKind::kOther); });
  return result;
}

GORDIAN_INLINE void reduced(const Call &call, void *lock) {
  tell(call, [&](Thread &self) { releaseObject(self, addressOf(lock), ObjectKind::kOther); });
}

}  // namespace

// ---- Locks ---------------------------------------------------------------------------------------------------------

GORDIAN_OPENMP(void, __kmpc_critical, void *place, int thread, void *name) {
  Call call = enter();
  takeLock(call, name, [&] { GORDIAN_ORIGINAL(__kmpc_critical)(place, thread, name); });
}
GORDIAN_OPENMP(void, __kmpc_critical_with_hint, void *place, int thread, void *name, u32 hint) {
  Call call = enter();
  takeLock(call, name, [&] { GORDIAN_ORIGINAL(__kmpc_critical_with_hint)(place, thread, name, hint); });
}
GORDIAN_OPENMP(void, __kmpc_end_critical, void *place, int thread, void *name) {
  givingBack(enter(), name);
  GORDIAN_ORIGINAL(__kmpc_end_critical)(place, thread, name);
}

GORDIAN_OPENMP(void, omp_init_lock, void *lock) {
  GORDIAN_ORIGINAL(omp_init_lock)(lock);
  made(enter(), lock, 0);
}
GORDIAN_OPENMP(void, omp_init_lock_with_hint, void *lock, int hint) {
  GORDIAN_ORIGINAL(omp_init_lock_with_hint)(lock, hint);
  made(enter(), lock, 0);
}
GORDIAN_OPENMP(void, omp_init_nest_lock, void *lock) {
  GORDIAN_ORIGINAL(omp_init_nest_lock)(lock);
  made(enter(), lock, log_format::kObjectRecursive);
}
GORDIAN_OPENMP(void, omp_init_nest_lock_with_hint, void *lock, int hint) {
  GORDIAN_ORIGINAL(omp_init_nest_lock_with_hint)(lock, hint);
  made(enter(), lock, log_format::kObjectRecursive);
}
GORDIAN_OPENMP(void, omp_destroy_lock, void *lock) {
  destroying(enter(), lock);
  GORDIAN_ORIGINAL(omp_destroy_lock)(lock);
}
GORDIAN_OPENMP(void, omp_destroy_nest_lock, void *lock) {
  destroying(enter(), lock);
  GORDIAN_ORIGINAL(omp_destroy_nest_lock)(lock);
}
GORDIAN_OPENMP(void, omp_set_lock, void *lock) {
  Call call = enter();
  takeLock(call, lock, [&] { GORDIAN_ORIGINAL(omp_set_lock)(lock); });
}
GORDIAN_OPENMP(void, omp_set_nest_lock, void *lock) {
  Call call = enter();
  takeLock(call, lock, [&] { GORDIAN_ORIGINAL(omp_set_nest_lock)(lock); });
}
GORDIAN_OPENMP(void, omp_unset_lock, void *lock) {
  givingBack(enter(), lock);
  GORDIAN_ORIGINAL(omp_unset_lock)(lock);
}
GORDIAN_OPENMP(void, omp_unset_nest_lock, void *lock) {
  givingBack(enter(), lock);
  GORDIAN_ORIGINAL(omp_unset_nest_lock)(lock);
}
GORDIAN_OPENMP(int, omp_test_lock, void *lock) {
  int result = GORDIAN_ORIGINAL(omp_test_lock)(lock);
  if (result) taken(enter(), lock, true);
  return result;
}
GORDIAN_OPENMP(int, omp_test_nest_lock, void *lock) {
  int result = GORDIAN_ORIGINAL(omp_test_nest_lock)(lock);
  if (result) taken(enter(), lock, true);
  return result;
}

GORDIAN_OPENMP(void, __kmpc_ordered, void *place, int thread) {
  GORDIAN_ORIGINAL(__kmpc_ordered)(place, thread);
  Task *task = currentTask();
  if (task) tell(enter(), [&](Thread &self) { task->team->ordered.acquire(self); });
}
GORDIAN_OPENMP(void, __kmpc_end_ordered, void *place, int thread) {
  Task *task = currentTask();
  if (task) tell(enter(), [&](Thread &self) { task->team->ordered.release(self); });
  GORDIAN_ORIGINAL(__kmpc_end_ordered)(place, thread);
}

/// A flush without a list is a fence in both directions (OpenMP 5.2, section 1.4.4).
GORDIAN_OPENMP(void, __kmpc_flush, void *place) {
  constexpr u32 kSequential = 5;
  tell(enter(), [&](Thread &self) {
    leaveRuntime(self);  // the fence opens a scope of its own
    atomicFence(self, kSequential, self.sync_site);
    self.sync_site = Site{};
    enterRuntime(self);
  });
  GORDIAN_ORIGINAL(__kmpc_flush)(place);
}

// ---- Shares of work that whoever comes first gets -----------------------------------------------------------------

GORDIAN_OPENMP(int, __kmpc_single, void *place, int thread) {
  int result = GORDIAN_ORIGINAL(__kmpc_single)(place, thread);
  if (result) beginShare();
  return result;
}
GORDIAN_OPENMP(void, __kmpc_end_single, void *place, int thread) {
  endShare();
  GORDIAN_ORIGINAL(__kmpc_end_single)(place, thread);
}

namespace {

__thread bool is_divided_statically __attribute__((tls_model("initial-exec")));  // the loop that the thread is in

/// enum sched_type of libomp's kmp.h: static, greedy and trapezoidal kinds aside, the numbers follow each other.
void noteSchedule(int schedule) {
  constexpr int kModifiers = 3 << 29, kUnordered = 32, kOrdered = 64;
  int kind = schedule & ~kModifiers;
  int kind_of_both = kind > kOrdered ? kind - kOrdered : kind - kUnordered;
  bool is_static = kind_of_both == 1 || kind_of_both == 2;
  is_divided_statically = is_static || kind < kUnordered || kind > kOrdered + kUnordered;
}

/// Before the library is asked for more the last chunk is over.
template <class Next> GORDIAN_INLINE int nextChunk(Next next) {
  endShare();
  int result = next();
  if (result && !is_divided_statically) beginShare();
  return result;
}

}  // namespace

#define GORDIAN_DISPATCH(suffix, Bound, Step)                                                                          \
  GORDIAN_OPENMP(void, __kmpc_dispatch_init_##suffix, void *place, int thread, int schedule, Bound lower, Bound upper, \
                 Step step, Step chunk) {                                                                              \
    noteSchedule(schedule);                                                                                            \
    GORDIAN_ORIGINAL(__kmpc_dispatch_init_##suffix)(place, thread, schedule, lower, upper, step, chunk);               \
  }                                                                                                                    \
  GORDIAN_OPENMP(int, __kmpc_dispatch_next_##suffix, void *place, int thread, int *last, Bound *lower, Bound *upper,   \
                 Step *step) {                                                                                         \
    return nextChunk(                                                                                                  \
        [&] { return GORDIAN_ORIGINAL(__kmpc_dispatch_next_##suffix)(place, thread, last, lower, upper, step); });     \
  }
GORDIAN_DISPATCH(4, int, int)
GORDIAN_DISPATCH(4u, u32, int)
GORDIAN_DISPATCH(8, s64, s64)
GORDIAN_DISPATCH(8u, u64, s64)

// ---- Reductions ----------------------------------------------------------------------------------------------------

GORDIAN_OPENMP(int, __kmpc_reduce_nowait, void *place, int thread, int count, size_t bytes, void *data,
               void (*combine)(void *, void *), void *lock) {
  return reduce(enter(), lock, false, [&] {
    return GORDIAN_ORIGINAL(__kmpc_reduce_nowait)(place, thread, count, bytes, data, combine, lock);
  });
}
GORDIAN_OPENMP(void, __kmpc_end_reduce_nowait, void *place, int thread, void *lock) {
  reduced(enter(), lock);
  GORDIAN_ORIGINAL(__kmpc_end_reduce_nowait)(place, thread, lock);
}
GORDIAN_OPENMP(int, __kmpc_reduce, void *place, int thread, int count, size_t bytes, void *data,
               void (*combine)(void *, void *), void *lock) {
  return reduce(enter(), lock, true, [&] {
    return GORDIAN_ORIGINAL(__kmpc_reduce)(place, thread, count, bytes, data, combine, lock);
  });
}
GORDIAN_OPENMP(void, __kmpc_end_reduce, void *place, int thread, void *lock) {
  reduced(enter(), lock);
  GORDIAN_ORIGINAL(__kmpc_end_reduce)(place, thread, lock);
}

GORDIAN_OPENMP(void *, __kmpc_taskred_modifier_init, void *place, int thread, int is_loop, int count, void *data) {
  Hidden hidden(enter());
  return GORDIAN_ORIGINAL(__kmpc_taskred_modifier_init)(place, thread, is_loop, count, data);
}
GORDIAN_OPENMP(void *, __kmpc_task_reduction_modifier_init, void *place, int thread, int is_loop, int count, void *data) {
  Hidden hidden(enter());
  return GORDIAN_ORIGINAL(__kmpc_task_reduction_modifier_init)(place, thread, is_loop, count, data);
}
GORDIAN_OPENMP(void, __kmpc_task_reduction_modifier_fini, void *place, int thread, int is_loop) {
  Hidden hidden(enter());
  GORDIAN_ORIGINAL(__kmpc_task_reduction_modifier_fini)(place, thread, is_loop);
}
/// The copy is the thread's, whichever of its tasks asks.
GORDIAN_OPENMP(void *, __kmpc_task_reduction_get_th_data, int thread, void *group, void *item) {
  dependOnThread(enter());
  return GORDIAN_ORIGINAL(__kmpc_task_reduction_get_th_data)(thread, group, item);
}

// ---- Threads and memory --------------------------------------------------------------------------------------------

/// A task that asks may use the number as an index: nobody else with this number runs at the same time.
GORDIAN_OPENMP(int, omp_get_thread_num, void) {
  dependOnThread(enter());
  if (Task *task = currentTask()) task->depends_on_thread = true;
  auto original = GORDIAN_ORIGINAL(omp_get_thread_num);
  return original ? original() : 0;
}

GORDIAN_OPENMP(void *, __kmpc_omp_task_alloc, void *place, int thread, int flags, size_t bytes, size_t shared_bytes,
               void *entry) {
  void *task = GORDIAN_ORIGINAL(__kmpc_omp_task_alloc)(place, thread, flags, bytes, shared_bytes, entry);
  return newTask(enterIgnored(), task, bytes, shared_bytes, entry);
}
GORDIAN_OPENMP(void *, __kmpc_omp_target_task_alloc, void *place, int thread, int flags, size_t bytes,
               size_t shared_bytes, void *entry, s64 device) {
  void *task = GORDIAN_ORIGINAL(__kmpc_omp_target_task_alloc)(place, thread, flags, bytes, shared_bytes, entry, device);
  return newTask(enterIgnored(), task, bytes, shared_bytes, entry);
}
GORDIAN_OPENMP(void, __kmpc_taskloop, void *place, int thread, void *task, int condition, u64 *lower, u64 *upper,
               s64 step, int has_no_group, int schedule, u64 grain, void *copier) {
  GORDIAN_ORIGINAL(__kmpc_taskloop)
  (place, thread, task, condition, lower, upper, step, has_no_group, schedule, grain, copierOf(task, copier));
}
GORDIAN_OPENMP(void, __kmpc_taskloop_5, void *place, int thread, void *task, int condition, u64 *lower, u64 *upper,
               s64 step, int has_no_group, int schedule, u64 grain, int modifier, void *copier) {
  GORDIAN_ORIGINAL(__kmpc_taskloop_5)
  (place, thread, task, condition, lower, upper, step, has_no_group, schedule, grain, modifier, copierOf(task, copier));
}

GORDIAN_OPENMP(void *, omp_alloc, size_t bytes, uptr allocator) {
  return newBlock(enterIgnored(), GORDIAN_ORIGINAL(omp_alloc)(bytes, allocator), bytes);
}
GORDIAN_OPENMP(void *, omp_calloc, size_t count, size_t bytes, uptr allocator) {
  return newBlock(enterIgnored(), GORDIAN_ORIGINAL(omp_calloc)(count, bytes, allocator), count * bytes);
}
GORDIAN_OPENMP(void *, omp_aligned_alloc, size_t alignment, size_t bytes, uptr allocator) {
  return newBlock(enterIgnored(), GORDIAN_ORIGINAL(omp_aligned_alloc)(alignment, bytes, allocator), bytes);
}
GORDIAN_OPENMP(void, omp_free, void *block, uptr allocator) {
  freeingBlock(enterIgnored(), block);
  GORDIAN_ORIGINAL(omp_free)(block, allocator);
}
GORDIAN_OPENMP(void *, __kmpc_alloc, int thread, size_t bytes, uptr allocator) {
  return newBlock(enterIgnored(), GORDIAN_ORIGINAL(__kmpc_alloc)(thread, bytes, allocator), bytes);
}
GORDIAN_OPENMP(void *, __kmpc_aligned_alloc, int thread, size_t alignment, size_t bytes, uptr allocator) {
  return newBlock(enterIgnored(), GORDIAN_ORIGINAL(__kmpc_aligned_alloc)(thread, alignment, bytes, allocator), bytes);
}
GORDIAN_OPENMP(void, __kmpc_free, int thread, void *block, uptr allocator) {
  freeingBlock(enterIgnored(), block);
  GORDIAN_ORIGINAL(__kmpc_free)(thread, block, allocator);
}

}  // namespace gordian::openmp
