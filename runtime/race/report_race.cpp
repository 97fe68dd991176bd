// A race that was found, told to the log; see report_race.h.
#include "race/report_race.h"

#include "abi/hooks.h"
#include "annotate/benign.h"
#include "base/arena.h"
#include "fiber.h"
#include "sync/events.h"

namespace gordian {
namespace {

using log_format::AccessRecord;
using log_format::FindingKind;
using log_format::MemoryKind;
using log_format::RaceRecord;

/// The pairs of places that were reported: an open-addressed table that grows.
struct Pair {
  u64 key;
  log_format::Record *record;
};
SpinLock pair_lock;
Pair *pairs;
u64 pair_capacity, pair_count;
// A pair whose record could not be written is counted here, so that it is not tried again each time.
log_format::Record lost_record;

Pair &slotFor(Pair *table, u64 capacity, u64 key) {
  u64 at = key * 0x9e3779b97f4a7c15u >> 20;
  while (table[at % capacity].record && table[at % capacity].key != key) ++at;
  return table[at % capacity];
}

void growPairs() {
  u64 capacity = largerOf<u64>(256, pair_capacity * 2);
  Pair *larger = static_cast<Pair *>(arena::allocate(capacity * sizeof(Pair)));
  for (u64 i = 0; i < pair_capacity; ++i)
    if (pairs[i].record) slotFor(larger, capacity, pairs[i].key) = pairs[i];
  if (pairs) arena::release(pairs, pair_capacity * sizeof(Pair));
  pairs = larger;
  pair_capacity = capacity;
}

u64 sideKey(Site site, u64 innermost_frame, bool is_write) {
  // A place inside libc says little: who called tells such accesses apart.
  u64 identity = (raw(site) & ~kFreeFlag) < GORDIAN_FIRST_SITE ? innermost_frame : 0;
  return (u64{raw(site)} << 1 | is_write) * 0x9e3779b97f4a7c15u ^ identity;
}

u64 innermostFrame(const Thread &thread) {
  u32 depth = thread.history.keptFrames();
  return depth ? thread.history.frames()[depth - 1].returnAddress() : 0;
}

u32 locksetOfHeld(Thread &thread) {
  log_format::LocksetEntry entries[History::Moment::kMaxLocks];
  u32 count = smallerOf(thread.held_count, History::Moment::kMaxLocks);
  for (u32 i = 0; i < count; ++i) {
    const HeldLock &held = thread.held[i];
    entries[i] = {objects::logId(thread, objects::at(held.object)), held.mode, raw(held.site), held.stack};
  }
  return log::locksetOf(&thread, entries, count);
}

u32 locksetOfMoment(Thread &writer, const History::Moment &moment) {
  log_format::LocksetEntry entries[History::Moment::kMaxLocks];
  for (u32 i = 0; i < moment.lock_count; ++i) {
    const History::Moment::Lock &lock = moment.locks[i];
    entries[i] = {objects::logId(writer, objects::at(lock.object)), lock.mode, raw(lock.site), 0};
  }
  return log::locksetOf(&writer, entries, moment.lock_count);
}

/// First byte and number of bytes of a mask within its granule.
void rangeOf(const EarlierAccess &earlier, u64 &address, u64 &size) {
  u32 mask = earlier.mask;
  u32 first = static_cast<u32>(__builtin_ctz(mask)), last = 31 - static_cast<u32>(__builtin_clz(mask));
  address = earlier.granule + first;
  size = last - first + 1;
}

Operation operationOf(const EarlierAccess &earlier, ObjectKind kind) {
  bool is_free = raw(earlier.site) & kFreeFlag;
  if (is_free) return Operation::kFree;
  if (kind == ObjectKind::kChannel) return earlier.is_write ? Operation::kClose : Operation::kSend;
  if (kind == ObjectKind::kDescriptor) return earlier.is_write ? Operation::kClose : Operation::kUse;
  if (kind == ObjectKind::kWaitGroup) return earlier.is_write ? Operation::kWaitGroupWait : Operation::kAdd;
  if (earlier.is_atomic) return earlier.is_write ? Operation::kAtomicWrite : Operation::kAtomicRead;
  return earlier.is_write ? Operation::kWrite : Operation::kRead;
}

void describeEarlier(Thread &writer, const EarlierAccess &earlier, const History::Moment &moment, ObjectKind kind,
                     AccessRecord &record) {
  rangeOf(earlier, record.address, record.size);
  record.clock = raw(earlier.moment.clock);
  record.operation = static_cast<u16>(operationOf(earlier, kind));
  record.thread = raw(threads::idOf(earlier.moment.slot, earlier.moment.clock));
  record.site = raw(earlier.site) & ~kFreeFlag;
  if (moment.is_known) {
    record.stack = log::stackOf(&writer, moment.frames, moment.depth);
    record.lockset = locksetOfMoment(writer, moment);
  } else {
    record.flags = log_format::kStackUnknown | log_format::kLocksUnknown;
  }
}

void describeLater(Thread &thread, const Access &access, AccessRecord &record) {
  record.address = access.address;
  record.size = access.size;
  record.clock = raw(thread.clock);
  record.operation = access.operation;
  record.thread = raw(thread.id);
  record.site = raw(access.site) & ~kFreeFlag;
  // A free or a channel operation stands where the program called it.
  bool is_call = raw(thread.sync_site) && (raw(access.site) & ~kFreeFlag) == raw(thread.sync_site);
  record.stack = is_call ? log::stackOfCall(thread) : log::stackOf(thread);
  record.lockset = locksetOfHeld(thread);
}

bool within(uptr address, uptr begin, uptr end) { return begin <= address && address < end; }

void describeMemory(uptr address, RaceRecord &record) {
  record.memory_address = address;
  record.memory_thread = log_format::kNoThread;
  HeapBlock block;
  if (objects::findBlock(address, block)) {
    record.memory_kind = static_cast<u32>(MemoryKind::kHeap);
    record.memory_address = block.address;
    record.memory_size = block.size;
    record.memory_thread = block.thread;
    record.memory_stack = block.stack;
    record.memory_site = block.site;
    return;
  }
  SpinGuard guard(threads::listLock());
  for (Thread *owner = threads::firstAlive(); owner; owner = owner->next_alive) {
    bool is_tls = within(address, owner->tls_begin, owner->tls_end);
    if (!is_tls && !within(address, owner->stack_begin, owner->stack_end)) continue;
    record.memory_kind = static_cast<u32>(is_tls ? MemoryKind::kTls : MemoryKind::kStack);
    record.memory_thread = raw(owner->id);
    return;
  }
  record.memory_kind = static_cast<u32>(MemoryKind::kGlobal);
}

FindingKind kindOf(const RaceRecord &record, ObjectKind object_kind) {
  auto is = [&](Operation operation) {
    return record.earlier.operation == static_cast<u16>(operation) || record.later.operation == static_cast<u16>(operation);
  };
  if (object_kind == ObjectKind::kDescriptor) return FindingKind::kDescriptorRace;
  if (object_kind == ObjectKind::kWaitGroup) return FindingKind::kWaitGroupMisuse;
  if (is(Operation::kFree)) return FindingKind::kUseAfterFreeRace;
  if (is(Operation::kVptrWrite) || is(Operation::kVptrRead)) return FindingKind::kVptrRace;
  return FindingKind::kDataRace;
}

void describeOrder(Thread &thread, const EarlierAccess &earlier, const History::Moment &moment, RaceRecord &record) {
  record.later_knows = raw(thread.seen.get(earlier.moment.slot));
  if (moment.is_known && moment.release_operation) {
    record.release.operation = moment.release_operation;
    record.release.thread = record.earlier.thread;
    record.release.object = objects::logId(thread, objects::at(moment.release_object));
    record.release.site = raw(moment.release_site);
  }
  if (thread.last_acquire.operation) {
    record.acquire.operation = thread.last_acquire.operation;
    record.acquire.thread = raw(thread.id);
    record.acquire.object = objects::logId(thread, objects::at(thread.last_acquire.object));
    record.acquire.site = raw(thread.last_acquire.site);
  }
}

/// True if the pair is known; then it has been counted.
bool countKnownPair(u64 key) {
  SpinGuard guard(pair_lock);
  if (!pair_capacity) return false;
  Pair &pair = slotFor(pairs, pair_capacity, key);
  if (!pair.record) return false;
  fetchAdd(&pair.record->count, 1u);
  return true;
}

/// What the earlier thread's history is asked for.
History::Sought soughtFor(const EarlierAccess &earlier) {
  u32 site = raw(earlier.site) & ~kFreeFlag;
  history::Tag tag = history::kLibraryTag;
  if (site != GORDIAN_SITE_LIBRARY) tag = site < patterns::kDirect ? history::site_tags[site] : history::Tag{0};
  return {earlier.moment.clock, earlier.position, tag};
}

}  // namespace

void reportRace(Thread &thread, const Access &access, const EarlierAccess &earlier) {
  if (benign::covers(access.address) || epochs::areUsedUp()) return;
  // A block that is being freed is in no table any more, and one thread's shares hand blocks on to each other.
  bool is_free = raw(access.site) & kFreeFlag;
  if (fibers::areSharesOfOne(thread, earlier.moment.slot) && (is_free || fibers::isOwnMemory(thread, access.address))) return;
  Thread *earlier_thread = threads::ofEpoch(earlier.moment.slot, earlier.moment.clock);
  u64 own_frame = innermostFrame(thread), earlier_frame = 0;
  bool is_in_library = (raw(earlier.site) & ~kFreeFlag) < GORDIAN_FIRST_SITE;
  static History::Moment moment;  // 3 KB: too much for a small stack; one report at a time
  static SpinLock report_lock;
  SpinGuard guard(report_lock);
  if (is_in_library && earlier_thread) {
    earlier_thread->history.rebuild(soughtFor(earlier), moment);
    earlier_frame = moment.is_known && moment.depth ? moment.frames[0] : 0;
  }
  u64 own_key = sideKey(access.site, own_frame, access.is_write);
  u64 earlier_key = sideKey(earlier.site, earlier_frame, earlier.is_write);
  u64 key = own_key + earlier_key;  // either order is the same pair
  if (countKnownPair(key)) return;

  moment.is_known = false;
  if (earlier_thread) earlier_thread->history.rebuild(soughtFor(earlier), moment);
  RaceRecord record{};
  record.head.count = 1;
  u64 address, size;
  rangeOf(earlier, address, size);
  SyncObject *object = objects::find(address);
  ObjectKind object_kind = object ? object->kind : ObjectKind::kUnknown;
  if (object) record.memory_object = objects::logId(thread, *object);
  describeEarlier(thread, earlier, moment, object_kind, record.earlier);
  describeLater(thread, access, record.later);
  describeMemory(address, record);
  if (object_kind == ObjectKind::kChannel || object_kind == ObjectKind::kWaitGroup || object_kind == ObjectKind::kDescriptor)
    record.memory_kind = static_cast<u32>(MemoryKind::kObject);
  record.finding = static_cast<u32>(kindOf(record, object_kind));
  describeOrder(thread, earlier, moment, record);
  log_format::Record *written = log::appendFinding(&thread, log_format::RecordKind::kRace, &record.head, sizeof record);

  SpinGuard pair_guard(pair_lock);
  if (pair_count * 2 >= pair_capacity) growPairs();
  Pair &pair = slotFor(pairs, pair_capacity, key);
  if (!pair.record) ++pair_count;
  pair = {key, written ? written : &lost_record};
}

void resetReportsAfterFork() {
  pair_lock = SpinLock();
  for (u64 i = 0; i < pair_capacity; ++i) pairs[i] = {};
  pair_count = 0;
}

}  // namespace gordian
