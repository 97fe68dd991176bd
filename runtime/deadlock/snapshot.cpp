// Provider sets, one function for each kind of wait; see snapshot.h.
#include "deadlock/snapshot.h"

#include "sync/object.h"

namespace gordian::deadlock {

Waits waits;

namespace {

using log_format::Operation;

Operation operationOf(u32 operation) { return static_cast<Operation>(operation); }

/// Waiting so is what a thread does that has nothing to do.
bool idles(u32 operation) {
  switch (operationOf(operation)) {
  case Operation::kReceive:
  case Operation::kConditionWait:
  case Operation::kSemaphoreWait:
  case Operation::kFutex:
  case Operation::kDestroy: // of a condition variable: reported as misuse
    return true;
  default:
    return false;
  }
}

class Builder : NonCopyable {
public:
  Builder(Snapshot &snapshot, const Question &question) : snapshot_(snapshot), question_(question) {}

  void addThreads();
  void addProviders(u32 node);

private:
  bool isStuck(const Thread &thread) const;
  bool mayBeAwake(const Wait &wait) const;
  /// The node of a thread that is in the snapshot; kNone otherwise.
  u32 nodeOf(const Thread *thread) const;

  void satisfy(u32 node) { snapshot_.graph.addAlternative(node, 0); }
  /// The wait is over by the runtime's account.
  void addOver(u32 node);
  /// Any thread may end the wait; within kReach: any that reaches the object.
  void addAnyone(u32 node);
  void addOne(u32 node, u32 provider);
  void addImpossible(u32 node);
  void addOwner(u32 node, const SyncObject &object, const Thread &owner);
  void addReaders(u32 node, const SyncObject &object);
  bool addQueuedWriters(u32 node, const SyncObject &object);
  void addLock(u32 node, const SyncObject &object, bool is_shared);
  void addOnce(u32 node, const SyncObject &object);
  void addJoin(u32 node, u32 joined);
  void addChannels(u32 node, const Wait &wait);
  void addPosters(u32 node);

  Snapshot &snapshot_;
  const Question &question_;
  bool has_running_ = false; // somebody is not waiting, and may hold anything
};

/// A wake was granted to one of the object's waiters, and nobody knows to whom.
bool Builder::mayBeAwake(const Wait &wait) const {
  if (operationOf(wait.operation) == Operation::kJoin)
    return false;
  for (u32 i = 0; i < wait.case_count; ++i)
    if (wait.cases[i].object && objects::at(wait.cases[i].object).pending_wakes)
      return true;
  return false;
}

bool Builder::isStuck(const Thread &thread) const {
  const Wait &wait = thread.wait;
  if (&thread == question_.ender)
    return false;
  if (!wait.is_active || wait.is_timed || thread.is_system)
    return false;
  if (question_.trusts_grants && (wait.is_granted || mayBeAwake(wait)))
    return false;
  if (question_.scope != Scope::kLocks)
    return true;
  switch (operationOf(wait.operation)) {
  case Operation::kLock:
  case Operation::kLockShared:
  case Operation::kJoin:
  case Operation::kOnce:
    return true;
  default:
    return false;
  }
}

void Builder::addThreads() {
  SpinGuard guard(threads::listLock());
  for (Thread *thread = threads::firstAlive(); thread; thread = thread->next_alive) {
    const Wait &wait = thread->wait;
    ThreadLook look = {};
    look.thread = thread;
    look.id = thread->id;
    look.os_tid = loadRelaxed(&thread->os_tid);
    look.operation = wait.operation;
    look.version = wait.version;
    look.is_stuck = isStuck(*thread);
    look.is_system = thread->is_system || thread->is_parked;
    look.is_checking = wait.is_checking;
    look.is_about_to_sleep = wait.is_checking && isExact(wait.operation);
    look.was_reported = wait.reported == wait.version;
    look.was_reported_in_total = wait.reported_in_total == wait.version;
    has_running_ |= !wait.is_active;
    snapshot_.member_count += !look.is_system;
    look.is_ender = thread == question_.ender;
    thread->graph_node = snapshot_.graph.addThread(!look.is_stuck && !look.is_ender, !look.is_system);
    snapshot_.threads.add(look);
  }
}

u32 Builder::nodeOf(const Thread *thread) const {
  u32 node = thread->graph_node;
  return node < snapshot_.threads.size() && snapshot_.threads[node].thread == thread ? node : kNone;
}

void Builder::addOver(u32 node) {
  if (question_.trusts_grants)
    satisfy(node);
  else
    snapshot_.graph.addAnyone(node, 1);
}

void Builder::addAnyone(u32 node) {
  if (question_.scope == Scope::kReach)
    snapshot_.threads[node].is_by_reach = true;
  else
    snapshot_.graph.addAnyone(node, 1);
}

void Builder::addOne(u32 node, u32 provider) {
  snapshot_.graph.addAlternative(node, 1);
  snapshot_.graph.addProvider(provider);
}

/// Whoever could end the wait has ended. A robust mutex is given to the next waiter by the kernel then, so that only a
/// thread which really sleeps is stuck. While others go on this is not called a deadlock: one of them may unlock.
void Builder::addImpossible(u32 node) {
  snapshot_.threads[node].is_about_to_sleep = false;
  if (question_.scope == Scope::kLocks)
    satisfy(node);
  if (question_.scope == Scope::kReach)
    snapshot_.threads[node].is_by_reach = true;
}

void Builder::addOwner(u32 node, const SyncObject &object, const Thread &owner) {
  u32 provider = nodeOf(&owner);
  if (provider == kNone) {
    if (loadRelaxed(&owner.is_alive))
      satisfy(node); // it was started since the list was read
    else
      addImpossible(node);
  } else if (owner.wait.is_active && !holds(owner, object.index)) {
    satisfy(node); // the structure serves another thread now: nothing is known of the owner
  } else {
    addOne(node, provider);
  }
}

void Builder::addReaders(u32 node, const SyncObject &object) {
  Array<u32> holders;
  for (u32 i = 0; i < snapshot_.threads.size(); ++i) {
    const Thread &thread = *snapshot_.threads[i].thread;
    if (thread.wait.is_active && holds(thread, object.index))
      holders.add(i);
  }
  // A running thread's locks can't be read. While there is one, every reader must be accounted for.
  if (has_running_ && holders.size() < loadRelaxed(&object.readers))
    return satisfy(node);
  if (holders.isEmpty())
    return addImpossible(node);
  snapshot_.graph.addAlternative(node, holders.size());
  for (u32 i = 0; i < holders.size(); ++i)
    snapshot_.graph.addProvider(holders[i]);
}

/// Some rwlocks let no reader in while a writer waits. Returns false if none does.
bool Builder::addQueuedWriters(u32 node, const SyncObject &object) {
  Array<u32> writers;
  for (u32 i = 0; i < snapshot_.threads.size(); ++i) {
    const Wait &wait = snapshot_.threads[i].thread->wait;
    if (wait.is_active && operationOf(wait.operation) == Operation::kLock && wait.cases[0].object == object.index)
      writers.add(i);
  }
  if (writers.isEmpty())
    return false;
  snapshot_.graph.addAlternative(node, writers.size());
  for (u32 i = 0; i < writers.size(); ++i)
    snapshot_.graph.addProvider(writers[i]);
  return true;
}

/// Shared: the exclusive owner must give it back. Exclusive: all who hold it must.
void Builder::addLock(u32 node, const SyncObject &object, bool is_shared) {
  snapshot_.threads[node].is_spinning = object.kind == ObjectKind::kSpinLock;
  if (object.flags & log_format::kObjectProcessShared)
    return satisfy(node);
  if (const Thread *owner = loadRelaxed(&object.owner))
    return addOwner(node, object, *owner);
  if (!is_shared && loadRelaxed(&object.readers))
    return addReaders(node, object);
  if (question_.trusts_grants || !is_shared || !addQueuedWriters(node, object))
    addOver(node);
}

/// The thread that runs the function must come to its end.
void Builder::addOnce(u32 node, const SyncObject &object) {
  const Thread *owner = loadRelaxed(&object.owner);
  u32 provider = owner ? nodeOf(owner) : kNone;
  if (provider != kNone)
    addOne(node, provider);
  else if (!owner)
    addOver(node);
  else if (loadRelaxed(&owner->is_alive))
    satisfy(node); // it was started since the list was read
  else
    addImpossible(node);
}

void Builder::addJoin(u32 node, u32 joined) {
  for (u32 i = 0; i < snapshot_.threads.size(); ++i)
    if (raw(snapshot_.threads[i].id) == joined)
      return addOne(node, i);
  addOver(node); // it has ended
}

/// Any thread may hold the other end of the channel, and so may a timer. Nobody holds the other end of a nil channel.
void Builder::addChannels(u32 node, const Wait &wait) {
  bool has_channel = false;
  for (u32 i = 0; i < wait.case_count; ++i)
    has_channel |= wait.cases[i].object != 0;
  if (!has_channel)
    return;
  if (waits.pending_timers > 0 && question_.scope != Scope::kReach)
    satisfy(node);
  else
    addAnyone(node);
}

void Builder::addPosters(u32 node) {
  if (question_.handlers_may_post)
    satisfy(node);
  else
    addAnyone(node);
}

void Builder::addProviders(u32 node) {
  const Wait &wait = snapshot_.threads[node].thread->wait;
  u32 first = wait.case_count ? wait.cases[0].object : 0;
  Operation operation = operationOf(wait.operation);
  if (operation == Operation::kJoin)
    return addJoin(node, first - 1);
  for (u32 i = 0; i < wait.case_count; ++i) {
    if (!wait.cases[i].object)
      continue;
    const SyncObject &object = objects::at(wait.cases[i].object);
    snapshot_.addresses.add({node, object.address, !question_.is_final || idles(wait.cases[i].operation)});
    if (object.flags & log_format::kObjectProcessShared)
      satisfy(node);
  }
  switch (operation) {
  case Operation::kLock:
  case Operation::kLockShared:
    return addLock(node, objects::at(first), operation == Operation::kLockShared);
  case Operation::kOnce:
    return addOnce(node, objects::at(first));
  case Operation::kSend:
  case Operation::kReceive:
  case Operation::kSelect:
    return addChannels(node, wait);
  case Operation::kSemaphoreWait:
  case Operation::kFutex:
    return addPosters(node);
  default:
    addAnyone(node);
  }
}

} // namespace

bool isExact(u32 operation) {
  switch (operationOf(operation)) {
  case Operation::kLock:
  case Operation::kLockShared:
  case Operation::kJoin:
  case Operation::kSend:
  case Operation::kReceive:
  case Operation::kSelect:
  case Operation::kWaitGroupWait:
  case Operation::kOnce:
    return true;
  // A signal, a post or the last arrival may have come just before the wait was announced.
  default:
    return false;
  }
}

bool holds(const Thread &thread, u32 object) {
  for (u32 i = 0; i < thread.held_count; ++i)
    if (thread.held[i].object == object)
      return true;
  return false;
}

Thread *findAlive(u32 id) {
  SpinGuard guard(threads::listLock());
  Thread *thread = threads::firstAlive();
  while (thread && raw(thread->id) != id)
    thread = thread->next_alive;
  return thread;
}

void Snapshot::take(const Question &question) {
  Builder builder(*this, question);
  builder.addThreads();
  for (u32 node = 0; node < threads.size(); ++node)
    if (threads[node].is_stuck)
      builder.addProviders(node);
}

} // namespace gordian::deadlock
