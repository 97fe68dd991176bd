// fork and exec: a child goes on with the numbers that it inherited, in a file of its own.
//
// At the fork the child's view of the parent's file becomes private. When the child first has something to write, it
// makes its file and copies the parent's definitions there, up to where the parent was at the fork.
#include "log/writer.h"

#include "base/bytes.h"
#include "log/finish.h"
#include "log/store.h"
#include "log/tables.h"
#include "options.h"
#include "thread.h"

namespace gordian::log {
namespace {

using log_format::ChunkHeader;
using log_format::Record;
using log_format::RecordKind;

/// The parent's log as it was at the fork.
struct Inherited {
  File file;
  u32 slot_count;
  const ChunkHeader *kept;
  u32 kept_used;
};
Inherited inherited;

OwnedLock *const kLocks[] = {&tables.stacks.lock, &tables.locksets.lock, &tables.notes.lock, &tables.modules.lock,
                             &store.lock};
constexpr u32 kLockCount = sizeof(kLocks) / sizeof(kLocks[0]);
bool is_held[kLockCount];
bool was_removed;

bool isDefinition(u16 kind) {
  switch (static_cast<RecordKind>(kind)) {
  case RecordKind::kProcess:  // the child's own comes first
  case RecordKind::kRace:
  case RecordKind::kWait:
  case RecordKind::kDeadlock:
  case RecordKind::kMisuse: return false;
  default: return true;
  }
}

void copyChunk(ChunkHeader *chunk, u32 used) {
  u8 *at = reinterpret_cast<u8 *>(chunk + 1);
  for (u8 *end = at + used; at < end;) {
    Record *record = reinterpret_cast<Record *>(at);
    if (record->size < sizeof(Record) || record->size > static_cast<u64>(end - at)) return;
    at += record->size;
    if (isDefinition(record->kind))
      appendLocked(static_cast<RecordKind>(record->kind), record, record->size, nullptr, 0);
  }
}

void rememberParent() {
  copyBytes(&inherited.file, &store.file, sizeof(File));
  inherited.slot_count = store.slot_count;
  inherited.kept = store.kept;
  inherited.kept_used = store.kept_used;
}

}  // namespace

void copyDefinitions() {
  for (u32 slot = 0; slot < inherited.slot_count; ++slot) {
    auto *chunk = reinterpret_cast<ChunkHeader *>(inherited.file.slotAt(slot));
    if (chunk->kind != static_cast<u16>(log_format::ChunkKind::kKept)) continue;
    // The parent may have gone on filling the chunk that was the last one then.
    copyChunk(chunk, chunk == inherited.kept ? inherited.kept_used : chunk->used);
  }
}

void beforeFork() {
  u32 me = system::threadId();
  for (u32 i = 0; i < kLockCount; ++i) is_held[i] = kLocks[i]->lock(me);
}

void afterForkParent() {
  for (u32 i = kLockCount; i-- > 0;)
    if (is_held[i]) kLocks[i]->unlock();
}

void reopenAfterFork() {
  for (OwnedLock *lock : kLocks) lock->unlock();
  if (Thread *thread = currentThread()) thread->log = ThreadLog();
  forgetEventChunks();
  forgetFinish();
  store.findings = 0;
  if (store.state != kOpen) return;
  rememberParent();
  store.state = kInherited;
  if (inherited.file.makePrivate()) {
    inherited.file.closeDescriptor();
    return;
  }
  // The parent's file can't be reached, so its pages stay shared: take what is needed now, and keep off.
  ready();
  inherited.file.detach();
}

void beforeExec() {
  setEnded(log_format::Ended::kExec, 0);
  bool is_clean = findingCount() == 0 && options().report && !options().keep_log;
  was_removed = is_clean && *path();
  if (was_removed) remove();
}

void afterFailedExec() {
  setEnded(log_format::Ended::kRunning, 0);
  if (!was_removed) return;
  OwnedGuard guard(store.lock, system::threadId());
  if (!guard.isHeld() || store.state != kOpen) return;
  // As after a fork, but the old file is nobody else's.
  forgetEventChunks();
  rememberParent();
  inherited.file.closeDescriptor();
  store.state = kInherited;
}

}  // namespace gordian::log
