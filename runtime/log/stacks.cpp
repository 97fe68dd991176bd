// Stacks, locksets and notes: each written once and named by number from then on.
//
// Sources: the key of a stack is History::stackHash, which a thread keeps up to date for each frame, so that a stack seen
// before costs one look-up whatever its depth.
#include "log/writer.h"

#include "base/bytes.h"
#include "log/id_table.h"
#include "log/store.h"
#include "log/tables.h"
#include "thread.h"

namespace gordian::log {
namespace {

constexpr u32 kMaxDepth = History::Moment::kMaxDepth;
constexpr u32 kMaxLocks = 1024;
constexpr u64 kMaxNoteBytes = 1024;

/// The number of `key` in `table`; new keys get one, and are written by `write(id)`.
template <class Write> u32 numberOf(IdTable &table, u64 key, Write write) {
  if (u32 id = table.find(key)) return id;
  if (!hasLog()) return 0;
  OwnedGuard guard(table.lock, system::threadId());
  if (!guard.isHeld()) return 0;
  u32 id = table.find(key);
  if (id) return id;
  id = write();
  table.insert(key, id);
  return id;
}

u64 keyOf(u64 stack_hash) { return stack_hash | (stack_hash == 0); }

/// `frames` innermost first.
u64 hashOf(const u64 *frames, u32 depth) {
  u64 hash = 0;
  while (depth) hash = History::mix(hash, frames[--depth]);
  return hash;
}

u32 writeStack(const u64 *frames, u32 depth) {
  log_format::StackRecord record;
  record.head = {};
  record.stack = tables.stacks.nextId();
  record.depth = depth;
  appendWithTail(log_format::RecordKind::kStack, &record.head, sizeof(record), frames, u64{depth} * sizeof(u64));
  return record.stack;
}

/// Under the table's lock, for a stack whose whole hash is new. Deep recursion makes a new stack with each level; those
/// whose innermost frames are alike share a record, so that they do not fill the log with 2 KB each.
u32 writeFrames(const History &history, u32 kept) {
  u64 frames[kMaxDepth];
  u32 depth = smallerOf(kept, kMaxDepth);
  for (u32 i = 0; i < depth; ++i) frames[i] = history.frames()[kept - 1 - i].returnAddress();
  if (kept <= kMaxDepth) return writeStack(frames, depth);
  u64 key = keyOf(hashOf(frames, depth));
  u32 id = tables.stacks.find(key);
  if (id) return id;
  id = writeStack(frames, depth);
  tables.stacks.insert(key, id);
  return id;
}

}  // namespace

Tables tables;

namespace {

u32 stackOfDepth(Thread &thread, u32 depth) {
  const History &history = thread.history;
  u64 key = keyOf(depth ? history.frames()[depth - 1].hash : 0);
  ThreadLog::KnownStack &known = thread.log.stacks[key % ThreadLog::kKnownStacks];
  if (GORDIAN_LIKELY(known.key == key)) return known.id;
  u32 id = numberOf(tables.stacks, key, [&] { return writeFrames(history, depth); });
  // Only the thread itself changes what it knows; the detector asks on behalf of threads that are stuck.
  if (id && currentThread() == &thread) known = {key, id};
  return id;
}

}  // namespace

u32 stackOf(Thread &thread) { return stackOfDepth(thread, thread.history.keptFrames()); }

u32 stackOfCall(Thread &thread) {
  u32 kept = thread.history.keptFrames();
  return stackOfDepth(thread, raw(thread.sync_site) ? smallerOf(kept, thread.sync_depth) : kept);
}

u32 stackOf(Thread *, const u64 *frames, u32 depth) {
  depth = smallerOf(depth, kMaxDepth);
  return numberOf(tables.stacks, keyOf(hashOf(frames, depth)), [&] { return writeStack(frames, depth); });
}

u32 locksetOf(Thread *, const log_format::LocksetEntry *entries, u32 count) {
  if (!count) return 0;
  count = smallerOf(count, kMaxLocks);
  Hash hash;
  for (u32 i = 0; i < count; ++i) {
    hash.add(u64{entries[i].object} << 32 | entries[i].mode);
    hash.add(u64{entries[i].site} << 32 | entries[i].stack);
  }
  return numberOf(tables.locksets, hash.value(), [&] {
    log_format::LocksetRecord record;
    record.head = {};
    record.lockset = tables.locksets.nextId();
    record.count = count;
    appendWithTail(log_format::RecordKind::kLockset, &record.head, sizeof(record), entries, count * sizeof(*entries));
    return record.lockset;
  });
}

void note(const char *text) {
  numberOf(tables.notes, Hash().add(text).value(), [&] {
    log_format::NoteRecord record = {};
    char terminated[kMaxNoteBytes];
    u64 bytes = smallerOf(lengthOf(text), kMaxNoteBytes - 1);
    copyBytes(terminated, text, bytes);
    terminated[bytes] = 0;
    appendWithTail(log_format::RecordKind::kNote, &record.head, sizeof(record), terminated, bytes + 1);
    return tables.notes.nextId();
  });
}

}  // namespace gordian::log
