// Synchronisation objects and heap blocks by address; see object.h.
//
// A meta word is the index of the first object of its granule; the objects of a granule form a list. A heap block is
// marked by the top bit and always first. Lists are changed under one of 256 locks, chosen by the granule.
#include "sync/object.h"

#include "base/table.h"
#include "log/writer.h"
#include "race/shadow.h"
#include "sync/channel.h"
#include "thread.h"

namespace gordian::objects {
namespace {

Table<SyncObject> object_table;
Table<HeapBlock> block_table;
SpinLock granule_locks[256];
u32 last_log_id;

constexpr u32 kBlockBit = 1u << 31;

SpinLock &lockOf(uptr address) { return granule_locks[(address >> 3) * 0x9e3779b1u >> 24 & 255]; }

u32 firstObject(u32 word) { return word & kBlockBit ? block_table.at(word & ~kBlockBit).next : word; }
/// The word that holds the head of the granule's list of objects.
u32 *objectHead(u32 *word) { return *word & kBlockBit ? &block_table.at(*word & ~kBlockBit).next : word; }

SyncObject *findInList(u32 index, uptr address) {
  for (; index; index = object_table.at(index).next)
    if (object_table.at(index).address == address) return &object_table.at(index);
  return nullptr;
}

void reset(SyncObject &object) {
  object.clock.clear();
  object.read_clock.clear();
  releaseChannelState(object);
  object.owner = nullptr;
  object.depth = object.readers = object.head_thread = object.atomic_bytes = object.publisher = object.flags = object.log_id = object.sequence = 0;
  object.owner_site = Site{};
  object.owner_stack = 0;
  object.last_release = {};
  object.count = 0;
  object.generation = 0;
  object.pending_wakes = object.waiters = 0;
}

SyncObject &take(ObjectKind kind, uptr address) {
  u32 index = object_table.take();
  SyncObject &object = object_table.at(index);
  SpinGuard guard(object.lock);
  object.index = index;
  object.address = address;
  object.kind = kind;
  return object;
}

void give(SyncObject &object) {
  SpinGuard guard(object.lock);
  reset(object);
  object.kind = ObjectKind::kUnknown;
  object.address = 0;
  object_table.give(object.index);
}

void giveBlock(u32 index) {
  block_table.at(index).address = 0;
  block_table.give(index);
}

/// Unlinks every object of the granule that lies in [begin, end).
void destroyInGranule(u32 *word, uptr begin, uptr end) {
  u32 *link = objectHead(word);
  while (u32 index = *link) {
    SyncObject &object = object_table.at(index);
    if (object.address < begin || object.address >= end) {
      link = &object.next;
      continue;
    }
    *link = object.next;
    give(object);
  }
}

}  // namespace

SyncObject *find(uptr address) {
  if (!shadow::isCovered(address)) return nullptr;
  u32 *word = shadow::metaWord(address);
  if (!loadRelaxed(word)) return nullptr;
  SpinGuard guard(lockOf(address));
  return findInList(firstObject(*word), address);
}

u32 findWithin(uptr begin, uptr end, SyncObject **found, u32 capacity) {
  u32 count = 0;
  for (uptr granule = begin & ~uptr{7}; granule < end; granule += 8) {
    if (!shadow::isCovered(granule)) continue;
    u32 *word = shadow::metaWord(granule);
    if (!loadRelaxed(word)) continue;
    SpinGuard guard(lockOf(granule));
    for (u32 index = firstObject(*word); index && count < capacity; index = object_table.at(index).next) {
      SyncObject &object = object_table.at(index);
      if (begin <= object.address && object.address < end) found[count++] = &object;
    }
  }
  return count;
}

SyncObject &get(Thread &, uptr address, ObjectKind kind) {
  address &= shadow::kAddressLimit - 1;
  shadow::cover(address, address + 1);
  u32 *word = shadow::metaWord(address);
  SpinGuard guard(lockOf(address));
  SyncObject *object = findInList(firstObject(*word), address);
  if (!object) {
    object = &take(kind, address);
    u32 *head = objectHead(word);
    object->next = *head;
    storeRelease(head, object->index);
  } else if (object->kind == ObjectKind::kUnknown || object->kind == ObjectKind::kAtomic) {
    object->kind = kind;
  }
  return *object;
}

SyncObject &at(u32 index) { return object_table.at(index); }

SyncObject &makeUnaddressed(ObjectKind kind) { return take(kind, 0); }

void destroyUnaddressed(SyncObject &object) { give(object); }

void destroy(uptr address) {
  if (!shadow::isCovered(address)) return;
  SpinGuard guard(lockOf(address));
  destroyInGranule(shadow::metaWord(address), address, address + 1);
}

void destroyRange(uptr begin, uptr end) {
  end = smallerOf(end, shadow::kAddressLimit);
  for (uptr part = begin & ~uptr{7}; part < end;) {
    uptr stop = smallerOf<uptr>(roundUp(end, 8), shadow::slabEnd(part));
    if (shadow::isCovered(part)) {
      uptr words = reinterpret_cast<uptr>(shadow::metaWord(part));
      shadow::forEachTouchedPart(words, words + (stop - part) / 2, [=](uptr from, uptr to) {
        for (uptr at = from; at < to; at += sizeof(u32)) {
          u32 *word = reinterpret_cast<u32 *>(at);
          if (!loadRelaxed(word)) continue;
          SpinGuard guard(lockOf(part + (at - words) * 2));
          destroyInGranule(word, begin, end);
        }
      });
    }
    part = stop;
  }
}

u32 logId(Thread &thread, SyncObject &object) {
  if (u32 known = loadAcquire(&object.log_id)) return known;
  u32 id = fetchAdd(&last_log_id, 1u) + 1, none = 0;
  if (!compareExchange(&object.log_id, none, id)) return none;
  log_format::ObjectRecord record{};
  record.object = id;
  record.object_kind = static_cast<u32>(object.kind);
  record.address = object.kind == ObjectKind::kDescriptor ? static_cast<u64>(object.count) : object.address;
  describeChannel(object, record);
  record.thread = raw(thread.id);
  record.site = raw(thread.sync_site);
  record.stack = log::stackOfCall(thread);
  record.flags = object.flags;
  log::append(&thread, log_format::RecordKind::kObject, &record.head, sizeof record);
  return id;
}

void resetAfterFork() {
  object_table.resetLock();
  block_table.resetLock();
  for (SpinLock &lock : granule_locks) lock = SpinLock();
  for (u32 i = 1; i <= object_table.used(); ++i) object_table.at(i).lock = SpinLock();
}

void addBlock(Thread &thread, uptr address, u64 size) {
  shadow::cover(address, address + 1);
  u32 index = block_table.take();
  if (!index) return;
  HeapBlock &block = block_table.at(index);
  block.address = address;
  block.size = size;
  block.thread = raw(thread.id);
  block.site = raw(thread.sync_site);
  block.stack = log::stackOfCall(thread);
  u32 *word = shadow::metaWord(address);
  SpinGuard guard(lockOf(address));
  // A block that was freed unseen (inside libc) may still be there.
  u32 old = *word & kBlockBit ? *word & ~kBlockBit : 0;
  block.next = firstObject(*word);
  storeRelease(word, index | kBlockBit);
  if (old) giveBlock(old);
}

bool removeBlock(uptr address, HeapBlock &removed) {
  if (!shadow::isCovered(address)) return false;
  u32 *word = shadow::metaWord(address);
  SpinGuard guard(lockOf(address));
  if (!(*word & kBlockBit)) return false;
  u32 index = *word & ~kBlockBit;
  removed = block_table.at(index);
  storeRelease(word, removed.next);
  giveBlock(index);
  return true;
}

u32 blockLimit() { return block_table.used(); }
const HeapBlock &blockAt(u32 number) { return block_table.at(number); }

bool findBlock(uptr address, HeapBlock &found) {
  // Only findings ask, so walking back over the meta plane is good enough: 64 MB take a few milliseconds.
  constexpr uptr kReach = 64 << 20;
  uptr lowest = address > kReach ? address - kReach : 0;
  for (uptr granule = address & ~uptr{7}; granule > lowest;) {
    if (!shadow::isCovered(granule)) {
      granule = granule / shadow::kSlabBytes * shadow::kSlabBytes - 8;
      continue;
    }
    u32 *word = shadow::metaWord(granule);
    if (loadRelaxed(word) & kBlockBit) {
      SpinGuard guard(lockOf(granule));
      if (*word & kBlockBit) {
        found = block_table.at(*word & ~kBlockBit);
        return address < found.address + largerOf<u64>(found.size, 1);
      }
    }
    granule -= 8;
  }
  return false;
}

}  // namespace gordian::objects
