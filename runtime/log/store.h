// The log as its own parts see it: the file, its slots, and the chunk that kept records go to.
//
// Internal to log/. Kept records are rare (a stack, a thread, a finding is written once), so one lock and one chunk serve
// the whole process: ten thousand threads then cost no chunks. Events go to chunks of their threads (log/events.cpp).
#ifndef GORDIAN_LOG_STORE_H
#define GORDIAN_LOG_STORE_H

#include "log/file.h"
#include "log/owned_lock.h"

namespace gordian::log {

/// A word, since it is read without the lock.
enum State : u32 {
  kNone,       // there is no log: everything is only counted
  kOpen,
  kInherited,  // a child after fork: a log is made when there is something to write
};

struct Store {
  OwnedLock lock;  // of everything here; innermost of all locks of the runtime but the arena's
  u32 state;
  File file;
  u32 slot_count;  // handed out
  log_format::ChunkHeader *kept;
  u32 kept_used;
  u64 kept_chunks;
  u64 findings;    // also when there is no log
};
extern Store store;

/// Slots that are left, allocated on disk, for kept records when an event chunk is handed out: 1 MB, some thousand
/// findings, so that a full disk costs events first.
inline constexpr u32 kReservedSlots = 16;

inline bool hasLog() { return loadAcquire(&store.state) != kNone; }
/// The header of the file; where there is no file, one that only counts.
log_format::FileHeader &header();

/// Under the lock: the file is there, and made if this is a child's first record.
bool ready();
/// Under the lock: a new slot, zeroed; null if there is no more. `slot_limit` 0: no limit but the disk.
u8 *takeSlot(u32 reserve, u32 slot_limit);
/// Under the lock: writes the record and then `tail` behind it. Null if it could not be written, which is counted.
log_format::Record *appendLocked(log_format::RecordKind kind, log_format::Record *record, u64 bytes, const void *tail,
                                 u64 tail_bytes);
/// The same, taking the lock.
log_format::Record *appendWithTail(log_format::RecordKind kind, log_format::Record *record, u64 bytes, const void *tail,
                                   u64 tail_bytes);

/// Makes the file, for a process and later for its forked children. Says so if that is impossible.
bool createFile();
/// log/fork.cpp: what a child's log must know of its parent's.
void copyDefinitions();
/// log/process.cpp. Under the lock.
void appendProcess();
/// log/events.cpp: all chunks belong to a log that is no longer written.
void forgetEventChunks();

}  // namespace gordian::log

#endif
