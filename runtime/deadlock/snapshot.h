// Who waits for whom at one moment: from Threads and SyncObjects to a WaitGraph.
//
// Providers over-approximate: whoever might end a wait must be among them, so that only those are dead whom nobody can
// wake. There is one function for each kind of wait; what they don't know exactly is "anyone". Reads other threads'
// waits, and the locks held by those who wait: both stand still while `waits.lock` is held.
// Source: ALGORITHMS.md section 4.1 (the table of provider sets).
#ifndef GORDIAN_DEADLOCK_SNAPSHOT_H
#define GORDIAN_DEADLOCK_SNAPSHOT_H

#include "deadlock/wait_graph.h"
#include "thread.h"

namespace gordian::deadlock {

/// What waits have in common; protects all Wait structures and their counts in SyncObjects. Taken before
/// threads::listLock(), never while the lock of an object or a list is held by the same thread in the other order.
struct Waits {
  SpinLock lock;
  s32 pending_timers;
  u32 untimed_count; // active waits without time limit; a hint: threads that are cancelled while they wait leak one
  u64 change_count;  // grows with every change
};
extern Waits waits;

/// What is asked of the graph.
enum class Scope {
  kEverything, // every wait counts: is anybody left who can go on?
  kReach,      // whoever is not held back by exact waits is dead until it is revived (deadlock/reach.h)
  kLocks,      // only exact waits count (locks, joins); others are taken for live: cycles while other threads go on
};
struct Question {
  Scope scope;
  // A wait that is over by the runtime's account (granted, or for a lock that is free) counts as over, though its
  // thread has not come back. False: it may have been a lost signal, or a reader behind a queued writer.
  bool trusts_grants;
  bool handlers_may_post; // signal handlers are installed that may end semaphore and futex waits
  // kReach: the thread that ends the process and runs no code of the program any more; null: none.
  const Thread *ender = nullptr;
  // kReach: no thread of the program is left that could do anything. Who waits for a message, a signal or a post on what
  // is still in reach idles by design; who waits to hand something over, for a lock or for a count does not.
  bool is_final = false;
};

/// One thread in the snapshot; its index is its number in the graph.
struct ThreadLook {
  Thread *thread; // structures are never unmapped
  ThreadId id;
  u32 os_tid;
  u32 operation;
  u64 version;   // of its wait
  bool is_stuck; // waits without time limit
  bool is_system;
  bool is_checking;       // inside check(), where it asks itself
  bool is_spinning;       // waits without sleeping (spin locks)
  bool is_about_to_sleep; // inside check(), and its wait can only be ended in a way that the graph sees
  bool was_reported, was_reported_in_total;
  bool is_by_reach; // kReach: live if an object that it waits for can be reached
  bool is_ender;
};

/// The address of an object that a stuck thread waits for.
struct WaitedAddress {
  u32 thread;
  uptr address;
  bool counts; // kReach: who reaches the object could end the wait
};

struct Snapshot : NonCopyable {
  Array<ThreadLook> threads;
  Array<WaitedAddress> addresses;
  WaitGraph graph;
  u32 member_count = 0; // threads that are not system threads

  /// Looks at all threads. `waits.lock` must be held.
  void take(const Question &question);
  /// No thread of the program's own is left that could go on. After graph.solve().
  bool isTotal() const { return member_count && graph.deadCount() == member_count; }
};

/// Waits that only a member of a known set can end, without the kernel's help.
bool isExact(u32 operation);
/// True if `thread` holds `object` in any mode. The thread must be waiting, `waits.lock` held.
bool holds(const Thread &thread, u32 object);
/// The living thread of that number; null if it has ended. O(threads).
Thread *findAlive(u32 id);

} // namespace gordian::deadlock

#endif
