// A thread of the program as the detector sees it: its clock, its stack of frames, its locks, what it waits for.
//
// A Thread is changed by its own thread only, except where a comment says otherwise. Thread structures are never
// unmapped, so that a reader of another thread's history may look without a lock.
#ifndef GORDIAN_THREAD_H
#define GORDIAN_THREAD_H

#include "abi/hooks.h"
#include "base/spin_lock.h"
#include "clock/epochs.h"
#include "clock/vector_clock.h"
#include "log/thread_log.h"
#include "race/history.h"
#include "race/pattern.h"

namespace gordian {

struct SyncObject;

/// A lock that a thread holds.
struct HeldLock {
  u32 object;  // index of the SyncObject (sync/object.h)
  u32 mode;    // 0 exclusive, 1 shared
  u32 depth;   // times taken (recursive mutexes, shared locks)
  Site site;   // where it was taken first
  u32 stack;   // StackRecord number there
};

/// One alternative that would end a wait. `object` is 0 for a nil channel; for joins it is the joined thread's id + 1.
struct WaitCase {
  u32 object;
  u32 operation;  // log_format::Operation
};

/// What a blocked thread waits for. Written by the thread itself before it sleeps, withdrawn by whoever wakes it; all
/// under deadlock::lock (deadlock/detector.h).
struct Wait {
  bool is_active;
  bool is_timed;
  u32 operation;   // log_format::Operation
  u32 case_count;  // 0 with kSelect: for ever
  u32 case_capacity;
  WaitCase *cases;
  Site site;
  u32 stack;
  u64 version;     // grows with each begin, grant and end
  u64 began_ns;    // CLOCK_REALTIME; 0: not taken
  bool is_granted;   // a partner has ended it; the thread has not come back yet
  bool is_checking;  // the thread is inside deadlock::check, about to sleep
  u64 reported;           // the version that was reported as stuck; 0: none
  u64 reported_in_total;  // the same, where no thread was left
  u64 watched, watched_since;  // the version that the watchdog saw last, and when it saw it first
  u64 searched;                // the version for which it has searched memory
};

/// Objects that a thread has used lately, by a hash of their address. An entry is good while its object still has
/// that address; objects are never unmapped.
struct KnownObjects {
  static constexpr u32 kBits = 7;
  struct Entry {
    uptr address;
    SyncObject *object;
  };
  Entry entries[1 << kBits];
  Entry &of(uptr address) { return entries[static_cast<u32>(address >> 3) * 0x9e3779b1u >> (32 - kBits)]; }
};

/// The last acquire that taught this thread anything.
struct LastAcquire {
  u16 operation;
  u32 object;
  u32 from_thread;
  Site site;
};

struct Thread : NonCopyable {
  // What the hot path needs comes first.
  u64 epoch_bits;    // cell::epochBits(epoch)
  u64 read_key;      // of its plane of reads (race/shadow.h)
  uptr updating;     // the granule whose cells it is changing; |1: under a cell's lock. 0: none (race/block.h)
  u16 holder;        // shadow::pureHolder(slot)
  Epoch epoch;       // the number of its epoch
  ThreadSlot slot;
  u16 untold_findings, last_finding;  // what the program is told when it leaves the runtime (log/told.h)
  u16 in_runtime;    // > 0: inside the runtime; kSignalsDeferred is set when signals came meanwhile
  Thread *carrier;   // fibers: on whose thread it runs; null while it is parked
  u32 ignore_depth;  // > 0: accesses and atomics are ignored (__gordian_ignore_begin)
  u32 ignore_accesses;  // > 0: accesses are ignored, synchronisation is not
  Clock clock;       // own component of `seen`
  Clock last_access_clock;  // the last epoch in which this thread left something in the shadow
  patterns::Cache *patterns;
  u32 own_records;   // records made for several lines of one moment of its own (check_access.cpp)
  u32 record_looks;
  gordian_view *view;       // what its inline checks look at; null while it does not run
  bool checks_accesses;
  VectorClock seen;  // C_t; seen.get(slot) == clock
  History history;   // frames, and the ring of entries, exits, epochs and locks
  Site sync_site;    // what __gordian_at said; kept until the next synchronisation
  u32 sync_depth;    // frames at that moment: deeper ones are the library's on the way to the call
  Site memory_site;  // what __gordian_at_memory said, and from where: good only for a call that returns just behind it
  u64 memory_pc;
  u64 call_pc;       // return address of the interposed function that is being run: the innermost frame of what it does

  ThreadId id;
  ThreadId parent;
  u32 os_tid;
  u32 object;        // SyncObject index for joins and end clock
  bool is_system;    // belongs to a library: neither stuck nor able to wake anybody
  bool is_alive;
  bool is_detached;
  bool is_fiber;     // runs on the threads of others, one after another (fiber.h)
  bool is_parked;    // nobody runs it now (a fiber, a pool's thread without work): it neither waits nor wakes anybody
  u32 carried;       // what fibers that depend on this thread did: SyncObject index; 0: nothing (fiber.h)
  bool is_bound;     // fibers: depends on which thread it runs on
  Thread *share_of;  // fibers: whose shares of a team's work it runs (openmp/shares.h); that thread: itself; or null
  Thread *shares[4];       // the fibers that run shares of this thread's
  uptr private_stack_end;  // of a thread with shares: its stack below is its own, whichever of them touches it
  u64 blocks_made;         // blocks that the program has taken from the heap
  bool is_cancelled;  // by another thread, in whose order this one's clean-up is yet to be put
  uptr pthread;      // pthread_t of the thread; 0: not known yet
  uptr stack_begin, stack_end;
  uptr tls_begin, tls_end;
  u32 creation_stack;
  Site creation_site;

  VectorClock release_fence;  // F_t (ALGORITHMS 1.5)
  VectorClock acquire_fence;  // A_t
  LastAcquire last_acquire;

  KnownObjects known_objects;
  HeldLock *held;
  u32 held_count, held_capacity;
  Wait wait;
  u32 graph_node;    // number in the last snapshot (deadlock/snapshot.h), if the thread is in it

  u64 deferred_mask;   // the program's signal mask while kSignalsDeferred is set: all signals are blocked
  u16 attempt_flags;   // of the events of its channel operations: kEventTry, kEventTimed, kEventSelect
  u32 atomic_stripe;   // 1 + the stripe of the atomic operation in progress, 0: none
  u32 handler_depth;   // 1 + frames when the signal handler it runs began; 0: none that could do harm
  bool handler_is_told;  // its first unsafe call has been reported
  int sending_signal;  // to itself, by raise and the like
  u32 atomic_nesting;  // atomic operations begun inside another (signal handlers): not modelled
  log::ThreadLog log;  // its event chunks; log::threadEnded hands them over

  Thread *next_alive, *previous_alive;
  char name[16];

  bool isUnchecked() const { return in_runtime | ignore_depth | ignore_accesses || !checks_accesses; }
};

extern __thread Thread *current_thread __attribute__((tls_model("initial-exec")));

/// The calling thread; null before the runtime started, after the thread's end, and in threads that it cannot follow.
inline Thread *currentThread() { return current_thread; }

/// Set in Thread::in_runtime by a signal handler that found the thread inside: intercept/signals.cpp.
constexpr u16 kSignalsDeferred = 0x8000;
/// Lets the kernel deliver what was deferred. The thread is not inside the runtime any more.
void deliverDeferredSignals(Thread &thread);
/// What `thread` was doing inside the runtime was left by a long jump out of a signal handler.
void abandonRuntime(Thread &thread);
/// Leaves the runtime with something to be done first: signals to deliver, findings to tell of (log/told.h).
GORDIAN_COLD void leaveBusily(Thread &thread);
/// A frame was reached by unwinding out of the runtime, or of a cancelled thread's frames.
void leftByForce(Thread &thread);

/// One instruction each: a signal handler in between would set kSignalsDeferred in a word that is then overwritten, and
/// signals would stay blocked for ever.
inline void enterRuntime(Thread &thread) { __asm__ volatile("incw %0" : "+m"(thread.in_runtime) : : "memory", "cc"); }
inline void leaveRuntime(Thread &thread) {
  __asm__ volatile("decw %0" : "+m"(thread.in_runtime) : : "memory", "cc");
  if (GORDIAN_UNLIKELY(loadRelaxed(&thread.in_runtime) == kSignalsDeferred || thread.untold_findings)) leaveBusily(thread);
}

/// Marks that the runtime works on behalf of `thread`: a signal that arrives meanwhile is delivered at the end.
class RuntimeScope : NonCopyable {
 public:
  explicit RuntimeScope(Thread &thread) : thread_(thread) { enterRuntime(thread_); }
  ~RuntimeScope() { leaveRuntime(thread_); }

 private:
  Thread &thread_;
};

namespace threads {

/// Makes the main thread's Thread and installs it as current.
void startMain();
/// In the creating thread, before the new one runs: everything before happens before the new thread. Never null.
Thread *create(Thread &parent);
/// In the new thread, first of all.
void started(Thread &thread, uptr pthread, uptr stack_begin, uptr stack_end);
/// In a thread that the runtime did not see created (a library's raw clone does not count): made on first sight.
Thread *adopt();
/// In the ending thread, last of all: everything it did happens before a join of it. Current becomes null.
void ended(Thread &thread);
/// The creation failed: forgets the thread.
void abandoned(Thread &thread);
/// A fiber (fiber.h) of `parent`, parked; everything before happens before it. Null if there are so many that vector
/// clocks would become too long.
Thread *createFiber(Thread &parent);
/// A fiber that has ended, or will never run. It must not be current.
void endFiber(Thread &fiber);
/// Makes `thread` the current one of the calling thread.
void install(Thread &thread);
/// The alive or ended, but not yet joined, thread of `pthread`; null if unknown.
Thread *find(uptr pthread);
/// After a successful join: acquires the joined thread's end.
void joined(Thread &thread, Thread &joined_thread);
void detached(Thread &thread);
/// Before pthread_cancel of `target` by `thread`: what the thread does when it is unwound comes after.
void cancelling(Thread &thread, Thread &target);
/// The thread was cancelled and is being unwound.
void cancelled(Thread &thread);
void setName(Thread &thread, const char *name);
/// The number that the next thread to be created gets.
u32 nextId();
/// The thread belongs to a library (__gordian_system_thread).
void markSystem(Thread &thread);
/// Keeps only `thread` (the one that called fork) in a child process.
void resetAfterFork(Thread &thread);

/// The Thread of each slot, for as long as the process lives; null: never used.
extern Thread **of_slot;
inline Thread *ofSlot(ThreadSlot slot) { return of_slot[raw(slot)]; }
u32 usedSlots();
template <class Visit> void forEachSlot(Visit visit) {
  for (u32 slot = 0; slot < usedSlots(); ++slot)
    if (of_slot[slot]) visit(*of_slot[slot]);
}
/// Makes what the thread's inline checks see fit its epoch: nothing is covered in an ignored region.
void showEpoch(Thread &thread);

/// Which thread used `slot` at `clock`; null if its Thread has been reused since (its id is still found by idOf).
Thread *ofEpoch(ThreadSlot slot, Clock clock);
ThreadId idOf(ThreadSlot slot, Clock clock);

/// Threads that have ended and were neither joined nor detached, at most `capacity` of them, into `found`. Returns how many.
u32 unjoined(Thread **found, u32 capacity);

/// The list of living threads: hold `listLock()` while walking it.
SpinLock &listLock();
Thread *firstAlive();
u32 aliveCount();

}  // namespace threads

/// Publishes: the next event of the thread is in a new epoch. Called after every operation that others may acquire.
void advanceClock(Thread &thread);

}  // namespace gordian

#endif
