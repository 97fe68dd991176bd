// Synchronisation objects and heap blocks by address: clocks, owner, kind, number in the log.
//
// Found through the meta plane of the shadow (race/shadow.h), one word for each 8 bytes of the program, so a look-up is
// O(1). Objects live in a table that is never unmapped; a stale index finds some object, never foreign memory.
#ifndef GORDIAN_SYNC_OBJECT_H
#define GORDIAN_SYNC_OBJECT_H

#include "abi/log_format.h"
#include "base/spin_lock.h"
#include "clock/vector_clock.h"

namespace gordian {

struct Thread;
using log_format::ObjectKind;

struct ChannelState;

/// Who gave an exclusive lock back last, and when. As long as `clock_growth` is the growth of the object's clock, that
/// clock is what the thread knew in epoch `clock` of `slot`: whoever has seen that epoch has seen all of it.
struct LastRelease {
  Thread *thread;
  ThreadSlot slot;
  Clock clock;
  u64 thread_growth;  // growth of the thread's own clock then
  u64 clock_growth;
};

struct SyncObject {
  SpinLock lock;          // protects everything below but address, next and kind
  u32 next;               // next object in the same granule, or in the free list
  uptr address;
  ObjectKind kind;
  u32 log_id;             // number in the log; 0: not written yet
  u32 sequence;           // operations so far, for Event::object_seq
  u32 flags;              // log_format::kObject…
  u32 index;              // own index

  VectorClock clock;      // L_m, Wl, M_x, S, G ...
  VectorClock read_clock; // Rl of rwlocks; the second generation of barriers
  // Locks: who holds it.
  Thread *owner;
  u32 depth;
  u32 readers;            // shared holders now
  LastRelease last_release;
  Site owner_site;
  u32 owner_stack;
  // Atomics: who wrote the head of the release sequence (C++17 rule).
  u32 head_thread;
  // Atomics: who published last (1 + thread; 0: nobody), and how many events that thread had logged by then.
  u32 publisher;
  u64 publisher_events;
  u32 atomic_bytes;       // size of the largest operation at this address; 0: none yet
  // Barriers, wait groups, semaphores.
  s64 count;
  u64 generation;
  ChannelState *channel;
  // Condition variables and semaphores: wakes granted that no waiter has consumed yet (deadlock/detector.h).
  u32 pending_wakes;
  u32 waiters;
  u32 announced_waits;    // waits that have the object among their cases; belongs to the table's index, not the object
};

/// A block from the program's allocator.
struct HeapBlock {
  uptr address;
  u64 size;
  u32 next;
  u32 thread;
  u32 stack;  // StackRecord of the allocation
  u32 site;   // of the allocating call; 0: unknown
};

namespace objects {

/// The object at `address`, made on first sight with `kind` (an object of kUnknown takes the kind). Never null.
SyncObject &get(Thread &thread, uptr address, ObjectKind kind);
/// The object at `address`, or null.
SyncObject *find(uptr address);
/// The objects in [begin, end), which lies in one or two granules and is covered or not; at most `capacity`. Returns how many.
u32 findWithin(uptr begin, uptr end, SyncObject **found, u32 capacity);
/// Object of a table index (Wait cases, HeldLock); 1-based.
SyncObject &at(u32 index);
/// An object without an address (threads).
SyncObject &makeUnaddressed(ObjectKind kind);
void destroyUnaddressed(SyncObject &object);
/// Forgets the object at `address`.
void destroy(uptr address);
/// Forgets all objects in [begin, end): the memory was freed, unmapped or reused.
void destroyRange(uptr begin, uptr end);
/// Number in the log; writes the ObjectRecord when it is the first time.
u32 logId(Thread &thread, SyncObject &object);
/// In a child process: locks that other threads held at the fork are free again.
void resetAfterFork();

/// Heap blocks: `find` returns the block that contains `address`, by copy; false if none does.
void addBlock(Thread &thread, uptr address, u64 size);
bool removeBlock(uptr address, HeapBlock &removed);
bool findBlock(uptr address, HeapBlock &found);
/// For walking over all blocks while the world stands still: numbers run from 1 to blockLimit(); address 0: free.
u32 blockLimit();
const HeapBlock &blockAt(u32 number);

}  // namespace objects
}  // namespace gordian

#endif
