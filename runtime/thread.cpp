// Threads and slots; see thread.h.
//
// A slot is reused by a new thread only if its creator has seen the last epoch in which the slot's thread touched
// memory: then everything of the old thread happens before everything of the new one, and one clock serves both
// exactly. Slots of threads that ended unseen (detached, never synchronised with) are kept out of use.
#include "thread.h"

#include "abi/hooks.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "base/loud_call.h"
#include "deadlock/detector.h"
#include "log/told.h"
#include "log/writer.h"
#include "options.h"
#include "race/check_access.h"
#include "race/memory.h"
#include "race/shadow.h"
#include "sync/atomics.h"
#include "sync/events.h"
#include "sync/lock.h"
#include "sync/waiting.h"

#include <link.h>
#include <signal.h>

extern "C" {
__attribute__((visibility("default"), tls_model("initial-exec"))) __thread struct gordian_view __gordian_view;
}

namespace gordian {

__thread Thread *current_thread __attribute__((tls_model("initial-exec")));

namespace {

/// Who used a slot, from which clock on.
struct Occupant {
  Clock first;
  ThreadId id;
  Thread *thread;  // null once the structure serves another thread
};

struct Slot {
  bool is_free;
  Clock last;         // when free: the last clock of its last thread
  Clock last_access;  // the last clock at which that thread touched the shadow
  Occupant *occupants;
  u32 occupant_count, occupant_capacity;
  u32 next_free;      // queue of free slots, oldest first
};

// Fibers take no new slots beyond this many, and there are no more of them than that in a run.
constexpr u32 kMaxFiberSlots = 1024, kMaxFibers = 32'768;

// Histories of this many ended threads are kept, for the stacks of what they did, before slots are reused.
constexpr u32 kKeptSlots = 48;

SpinLock list_lock;  // protects everything here
Thread *first_alive;
u32 alive_count;
u32 last_thread_id;
Slot *slots;         // kMaxSlots of them, sparse
u32 used_slots;
u32 free_head, free_tail, free_count;  // 1 + slot; 0: none
u32 fiber_count;     // made so far
// Ended but not joined or detached: pthread -> Thread.
Thread *first_unjoined;
// A thread that ended unseen keeps its slot; when they run out, order is lost and a note says so.

void appendFree(u32 slot) {
  slots[slot].next_free = 0;
  if (free_tail) slots[free_tail - 1].next_free = slot + 1;
  else free_head = slot + 1;
  free_tail = slot + 1;
  ++free_count;
}

/// Takes the oldest free slot whose last access `creator` has seen; -1 if there is none.
s64 takeFree(const Thread *creator) {
  u32 previous = 0;
  u32 examined = 0;
  for (u32 at = free_head; at && examined < 256; previous = at, at = slots[at - 1].next_free, ++examined) {
    Slot &slot = slots[at - 1];
    if (creator && creator->seen.get(static_cast<ThreadSlot>(at - 1)) < slot.last_access) continue;
    if (previous) slots[previous - 1].next_free = slot.next_free;
    else free_head = slot.next_free;
    if (free_tail == at) free_tail = previous;
    --free_count;
    return at - 1;
  }
  return -1;
}

void addOccupant(Slot &slot, Occupant occupant) {
  if (slot.occupant_count == slot.occupant_capacity) {
    u32 capacity = largerOf<u32>(2, slot.occupant_capacity * 2);
    Occupant *larger = static_cast<Occupant *>(arena::allocate(capacity * sizeof(Occupant)));
    for (u32 i = 0; i < slot.occupant_count; ++i) larger[i] = slot.occupants[i];
    if (slot.occupants) arena::release(slot.occupants, slot.occupant_capacity * sizeof(Occupant));
    slot.occupants = larger;
    slot.occupant_capacity = capacity;
  }
  slot.occupants[slot.occupant_count++] = occupant;
}

void recycle(Thread &thread) {
  thread.history.stop();
  thread.seen.clear();
  thread.release_fence.clear();
  thread.acquire_fence.clear();
  if (thread.held) arena::release(thread.held, thread.held_capacity * sizeof(HeldLock));
  if (thread.wait.cases) arena::release(thread.wait.cases, thread.wait.case_capacity * sizeof(WaitCase));
  thread.held = nullptr;
  thread.held_count = thread.held_capacity = 0;
  u64 version = thread.wait.version;
  thread.wait = {};
  thread.wait.version = version + 1;
}

/// A slot and a clean Thread for it. The Thread of the slot's previous occupant is reused with it.
Thread *takeSlot(const Thread *creator, Clock &first, bool is_fiber) {
  s64 index = free_count > kKeptSlots ? takeFree(creator) : -1;
  if (index < 0) {
    if (is_fiber && used_slots >= kMaxFiberSlots) {
      return nullptr;
    } else if (used_slots == kMaxSlots) {
      index = takeFree(creator);
      if (index < 0) index = takeFree(nullptr);
      if (index < 0) return nullptr;
      log::note("more than 32,765 threads were alive or ended unseen at once: later threads count as ordered after some "
                "of them");
    } else {
      index = used_slots++;
    }
  }
  Slot &slot = slots[index];
  Thread *thread = nullptr;
  if (slot.occupant_count) {
    thread = slot.occupants[slot.occupant_count - 1].thread;
    slot.occupants[slot.occupant_count - 1].thread = nullptr;
    recycle(*thread);
  } else {
    thread = arena::make<Thread>();
    thread->patterns = static_cast<patterns::Cache *>(arena::allocate(sizeof(patterns::Cache)));
    threads::of_slot[index] = thread;
  }
  slot.is_free = false;
  first = next(slot.last);
  thread->slot = static_cast<ThreadSlot>(index);
  return thread;
}

void link(Thread &thread) {
  thread.previous_alive = nullptr;
  thread.next_alive = first_alive;
  if (first_alive) first_alive->previous_alive = &thread;
  first_alive = &thread;
  ++alive_count;
}

void unlink(Thread &thread) {
  if (thread.previous_alive) thread.previous_alive->next_alive = thread.next_alive;
  else first_alive = thread.next_alive;
  if (thread.next_alive) thread.next_alive->previous_alive = thread.previous_alive;
  thread.next_alive = thread.previous_alive = nullptr;
  --alive_count;
}

void removeUnjoined(Thread &thread) {
  for (Thread **at = &first_unjoined; *at; at = &(*at)->next_alive)
    if (*at == &thread) {
      *at = thread.next_alive;
      thread.next_alive = nullptr;
      return;
    }
}

Thread *make(Thread *parent, bool is_fiber = false) {
  Clock first;
  Thread *thread;
  {
    SpinGuard guard(list_lock);
    if (is_fiber && fiber_count == kMaxFibers) return nullptr;
    thread = takeSlot(parent, first, is_fiber);
    if (!thread) return nullptr;
    fiber_count += is_fiber;
    thread->id = static_cast<ThreadId>(last_thread_id++);
    addOccupant(slots[raw(thread->slot)], {first, thread->id, thread});
  }
  thread->parent = parent ? parent->id : kNoThreadId;
  if (parent) thread->seen.assign(parent->seen);
  thread->seen.set(thread->slot, first);
  thread->clock = first;
  thread->last_access_clock = kNever;
  thread->history.start(options().history_size);
  thread->history.setOwner(thread);
  thread->in_runtime = 0;
  thread->ignore_depth = thread->ignore_accesses = 0;
  thread->atomic_stripe = thread->atomic_nesting = 0;
  thread->handler_depth = 0;
  thread->handler_is_told = false;
  thread->sending_signal = 0;
  thread->sync_site = Site{};
  thread->call_pc = thread->memory_pc = 0;
  thread->os_tid = 0;
  thread->is_system = thread->is_detached = thread->is_cancelled = false;
  thread->is_fiber = thread->is_parked = is_fiber;
  thread->is_bound = false;
  thread->share_of = nullptr;
  for (Thread *&share : thread->shares) share = nullptr;
  thread->private_stack_end = 0;
  thread->blocks_made = 0;
  thread->carrier = nullptr;
  thread->carried = 0;
  thread->is_alive = true;
  thread->pthread = 0;
  thread->stack_begin = thread->stack_end = thread->tls_begin = thread->tls_end = 0;
  thread->creation_stack = 0;
  thread->creation_site = Site{};
  thread->last_acquire = {};
  thread->log = {};
  thread->name[0] = 0;
  thread->object = objects::makeUnaddressed(ObjectKind::kThread).index;
  objects::at(thread->object).address = raw(thread->id);
  thread->read_key = shadow::layout.keys[shadow::readPlaneOf(thread->slot)];
  thread->holder = shadow::pureHolder(thread->slot);
  thread->checks_accesses = options().detect_races;
  thread->own_records = thread->record_looks = 0;
  thread->epoch = epochs::takeBlock(thread->slot, first);
  thread->epoch_bits = cell::epochBits(thread->epoch);
  thread->history.epoch(first);
  return thread;
}

/// Puts all that other threads have done so far before what `thread` does next. Under list_lock.
void seeAllOthers(Thread &thread) {
  for (u32 i = 0; i < used_slots; ++i) {
    const Slot &slot = slots[i];
    const Thread *last = slot.occupant_count ? slot.occupants[slot.occupant_count - 1].thread : nullptr;
    if (last != &thread) thread.seen.set(static_cast<ThreadSlot>(i), last ? last->clock : slot.last);
  }
}

void writeRecord(Thread &thread) {
  log_format::ThreadRecord record{};
  record.thread = raw(thread.id);
  record.parent = raw(thread.parent);
  record.os_tid = thread.os_tid;
  record.stack = thread.creation_stack;
  record.site = raw(thread.creation_site);
  record.flags = (thread.is_system ? log_format::kThreadSystem : 0) | (thread.is_fiber ? log_format::kThreadFiber : 0);
  log::append(&thread, log_format::RecordKind::kThread, &record.head, sizeof record);
}

int widenToTls(struct dl_phdr_info *module, size_t size, void *context) {
  Thread &thread = *static_cast<Thread *>(context);
  if (size < sizeof *module || !module->dlpi_tls_data) return 0;
  uptr begin = reinterpret_cast<uptr>(module->dlpi_tls_data);
  if (begin < thread.tls_end && (begin < thread.tls_begin || !thread.tls_begin)) thread.tls_begin = begin;
  return 0;
}

void findTls(Thread &thread) {
  uptr control_block;
  __asm__("mov %%fs:0, %0" : "=r"(control_block));
  thread.tls_end = control_block + 2304;  // struct pthread of glibc lies there; only its rough size matters for names
  thread.tls_begin = 0;
}

}  // namespace

void advanceClock(Thread &thread) {
  thread.clock = next(thread.clock);
  thread.seen.advance(thread.slot, thread.clock);
  thread.epoch = epochs::after(thread.epoch, thread.slot, thread.clock);
  if (GORDIAN_UNLIKELY(raw(thread.epoch) % epochs::kBlockEpochs == 0 && epochs::areUsedUp()))
    log::note("more than 4 billion releases (unlocks, sends, atomic stores ...): races after that are not reported");
  thread.epoch_bits = cell::epochBits(thread.epoch);
  thread.history.epoch(thread.clock);
  threads::showEpoch(thread);
}

void deliverDeferredSignals(Thread &thread) {
  u64 mask = thread.deferred_mask;
  thread.in_runtime = 0;
  compilerBarrier();
  system::call(SYS_rt_sigprocmask, SIG_SETMASK, reinterpret_cast<u64>(&mask), 0, sizeof mask);
}

void abandonRuntime(Thread &thread) {
  abandonAtomic(thread);
  thread.updating = 0;
  if (thread.in_runtime & kSignalsDeferred) deliverDeferredSignals(thread);
  thread.in_runtime = 0;
}

void leaveBusily(Thread &thread) {
  loudly([&] {
    if (loadRelaxed(&thread.in_runtime) == kSignalsDeferred) deliverDeferredSignals(thread);
    if (thread.untold_findings && loadRelaxed(&thread.in_runtime) == 0) tellOfFindings(thread);
  });
}

void leftByForce(Thread &thread) {
  loudly([&] {
    if (thread.in_runtime || thread.atomic_stripe) abandonRuntime(thread);
    if (loadRelaxed(&thread.is_cancelled)) threads::cancelled(thread);
  });
}

namespace threads {

Thread **of_slot;

u32 usedSlots() { return loadRelaxed(&used_slots); }

void install(Thread &thread) {
  if (current_thread) current_thread->view = nullptr;
  current_thread = &thread;
  thread.view = &__gordian_view;
  __gordian_view = {shadow::layout.keys[0], thread.read_key, 0};
  showEpoch(thread);
}

void showEpoch(Thread &thread) {
  // No cell is like ~0: inline checks call, and the hooks see that accesses are ignored.
  if (thread.view) thread.view->epoch = thread.ignore_depth | thread.ignore_accesses ? ~0u : cell::upperHalf(thread.epoch);
}

void startMain() {
  of_slot = static_cast<Thread **>(system::mapSparse(kMaxSlots * sizeof(Thread *), true));
  slots = static_cast<Slot *>(system::mapSparse(kMaxSlots * sizeof(Slot), true));
  Thread *thread = make(nullptr);
  thread->os_tid = system::threadId();
  findTls(*thread);
  dl_iterate_phdr(widenToTls, thread);
  {
    SpinGuard guard(list_lock);
    link(*thread);
  }
  install(*thread);
  writeRecord(*thread);
}

namespace {

Thread *createFrom(Thread &parent, bool is_fiber) {
  Operating operating(parent);
  Thread *thread = make(&parent, is_fiber);
  if (!thread) return nullptr;
  thread->creation_stack = log::stackOfCall(parent);
  thread->creation_site = parent.sync_site;
  {
    SpinGuard guard(list_lock);
    link(*thread);
  }
  SyncObject &object = objects::at(thread->object);
  logEvent(parent, EventKind::kThreadCreate, &object, {.value = raw(thread->id)});
  published(parent, object, Operation::kCreate);
  parent.sync_site = Site{};
  return thread;
}

}  // namespace

Thread *create(Thread &parent) { return createFrom(parent, false); }

Thread *createFiber(Thread &parent) {
  Thread *fiber = createFrom(parent, true);
  if (!fiber) return nullptr;
  RuntimeScope scope(parent);
  writeRecord(*fiber);
  return fiber;
}

void endFiber(Thread &fiber) {
  {
    RuntimeScope scope(fiber);
    deadlock::waitEnd(fiber);
    logEvent(fiber, EventKind::kThreadEnd, &objects::at(fiber.object));
    log_format::ThreadEndRecord record{};
    record.thread = raw(fiber.id);
    log::append(&fiber, log_format::RecordKind::kThreadEnd, &record.head, sizeof record);
    log::threadEnded(fiber);
  }
  SpinGuard guard(list_lock);
  unlink(fiber);
  fiber.is_alive = false;
  Slot &slot = slots[raw(fiber.slot)];
  slot.last = fiber.clock;
  slot.last_access = fiber.last_access_clock;
  slot.is_free = true;
  objects::destroyUnaddressed(objects::at(fiber.object));
  appendFree(raw(fiber.slot));
}

void started(Thread &thread, uptr pthread, uptr stack_begin, uptr stack_end) {
  thread.pthread = pthread;
  thread.os_tid = system::threadId();
  thread.stack_begin = stack_begin;
  thread.stack_end = stack_end;
  findTls(thread);
  // Static TLS lies between the first frame of the thread and its control block.
  thread.tls_begin = reinterpret_cast<uptr>(__builtin_frame_address(0));
  // The kernel reuses stacks: what an earlier thread did there is not this thread's.
  memoryReset(stack_begin, stack_end - stack_begin);
  stackMemory().add(stack_begin, stack_end);
  install(thread);
  RuntimeScope scope(thread);
  writeRecord(thread);
  logEvent(thread, EventKind::kThreadStart, &objects::at(thread.object));
}

Thread *adopt() {
  Thread *thread = make(nullptr);
  if (!thread) return nullptr;
  // Who made it, and what that had seen, is not known: everything so far happens before, rather than a false alarm.
  {
    SpinGuard guard(list_lock);
    seeAllOthers(*thread);
  }
  thread->os_tid = system::threadId();
  findTls(*thread);
  {
    SpinGuard guard(list_lock);
    link(*thread);
  }
  install(*thread);
  writeRecord(*thread);
  return thread;
}

void ended(Thread &thread) {
  {
    RuntimeScope scope(thread);
    deadlock::waitEnd(thread);  // cancelled while it waited
    locksAbandoned(thread);
    SyncObject &object = objects::at(thread.object);
    logEvent(thread, EventKind::kThreadEnd, &object);
    object.clock.assign(thread.seen);
    log_format::ThreadEndRecord record{};
    record.thread = raw(thread.id);
    log::append(&thread, log_format::RecordKind::kThreadEnd, &record.head, sizeof record);
    log::threadEnded(thread);
  }
  current_thread = nullptr;
  thread.view = nullptr;
  __gordian_view = {};
  SpinGuard guard(list_lock);
  unlink(thread);
  thread.is_alive = false;
  Slot &slot = slots[raw(thread.slot)];
  slot.last = thread.clock;
  slot.last_access = thread.last_access_clock;
  slot.is_free = true;
  if (thread.is_detached) {
    objects::destroyUnaddressed(objects::at(thread.object));
    appendFree(raw(thread.slot));
  } else {
    thread.next_alive = first_unjoined;
    first_unjoined = &thread;
  }
}

void abandoned(Thread &thread) {
  SpinGuard guard(list_lock);
  unlink(thread);
  thread.is_alive = false;
  Slot &slot = slots[raw(thread.slot)];
  slot.last = thread.clock;
  slot.last_access = kNever;
  slot.is_free = true;
  objects::destroyUnaddressed(objects::at(thread.object));
  appendFree(raw(thread.slot));
}

Thread *find(uptr pthread) {
  SpinGuard guard(list_lock);
  for (Thread *thread = first_alive; thread; thread = thread->next_alive)
    if (thread->pthread == pthread && !thread->is_detached) return thread;
  for (Thread *thread = first_unjoined; thread; thread = thread->next_alive)
    if (thread->pthread == pthread) return thread;
  return nullptr;
}

void joined(Thread &thread, Thread &joined_thread) {
  Operating operating(thread);
  SyncObject &object = objects::at(joined_thread.object);
  acquired(thread, object.clock, object, Operation::kJoin);
  logEvent(thread, EventKind::kJoinOk, &object);
  thread.sync_site = Site{};
  SpinGuard guard(list_lock);
  removeUnjoined(joined_thread);
  objects::destroyUnaddressed(object);
  appendFree(raw(joined_thread.slot));
}

void detached(Thread &thread) {
  SpinGuard guard(list_lock);
  if (thread.is_alive) {
    thread.is_detached = true;
    return;
  }
  removeUnjoined(thread);
  objects::destroyUnaddressed(objects::at(thread.object));
  appendFree(raw(thread.slot));
}

void cancelling(Thread &thread, Thread &target) {
  releaseObject(thread, reinterpret_cast<uptr>(&target.is_cancelled), ObjectKind::kOther);
  storeRelease(&target.is_cancelled, true);
}

void cancelled(Thread &thread) {
  thread.is_cancelled = false;
  uptr key = reinterpret_cast<uptr>(&thread.is_cancelled);
  acquireObject(thread, key, ObjectKind::kOther);
  destroyObject(thread, key);
}

u32 nextId() { return loadRelaxed(&last_thread_id); }

void setName(Thread &thread, const char *name) {
  log_format::ThreadNameRecord record{};
  record.thread = raw(thread.id);
  u32 length = smallerOf<u32>(static_cast<u32>(lengthOf(name)), sizeof thread.name - 1);
  copyBytes(thread.name, name, length);
  thread.name[length] = 0;
  copyBytes(record.name, thread.name, length);
  RuntimeScope scope(thread);
  log::append(&thread, log_format::RecordKind::kThreadName, &record.head, sizeof record);
}

void markSystem(Thread &thread) {
  thread.is_system = true;
  RuntimeScope scope(thread);
  writeRecord(thread);  // the later record of a thread counts
}

void resetAfterFork(Thread &thread) {
  list_lock = SpinLock();
  while (first_alive) {
    Thread &other = *first_alive;
    unlink(other);
    if (&other == &thread) continue;
    other.is_alive = false;
    Slot &slot = slots[raw(other.slot)];
    slot.last = other.clock;
    slot.last_access = other.last_access_clock;
  }
  first_unjoined = nullptr;
  // The child's memory is what the parent's threads had written when it was copied: all of that happens before.
  seeAllOthers(thread);
  link(thread);
  thread.os_tid = system::threadId();
}

Thread *ofEpoch(ThreadSlot slot, Clock clock) {
  SpinGuard guard(list_lock);
  const Slot &used = slots[raw(slot)];
  for (u32 i = used.occupant_count; i-- > 0;)
    if (used.occupants[i].first <= clock) return used.occupants[i].thread;
  return nullptr;
}

ThreadId idOf(ThreadSlot slot, Clock clock) {
  SpinGuard guard(list_lock);
  const Slot &used = slots[raw(slot)];
  for (u32 i = used.occupant_count; i-- > 0;)
    if (used.occupants[i].first <= clock) return used.occupants[i].id;
  return kNoThreadId;
}

u32 unjoined(Thread **found, u32 capacity) {
  SpinGuard guard(list_lock);
  u32 count = 0;
  for (Thread *thread = first_unjoined; thread && count < capacity; thread = thread->next_alive)
    if (!thread->is_system && thread->parent != kNoThreadId) found[count++] = thread;
  return count;
}

SpinLock &listLock() { return list_lock; }
Thread *firstAlive() { return first_alive; }
u32 aliveCount() { return alive_count; }

}  // namespace threads
}  // namespace gordian
