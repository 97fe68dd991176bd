// The only code that produces bytes of the log (abi/log_format.h, abi/README.md).
//
// One file for each process, mapped shared, so that everything written is there after SIGKILL. Each thread appends to
// chunks of its own: no system call and no shared counter on the way. Kept records and events lie in different chunks;
// when the log has reached its size, or the disk is full, a thread overwrites its own oldest event chunk, never a kept
// one; some chunks for kept records are reserved (allocated on disk) ahead. All functions are safe when there is no
// log (it could not be made: said once on stderr) and then only count.
#ifndef GORDIAN_LOG_WRITER_H
#define GORDIAN_LOG_WRITER_H

#include "abi/log_format.h"
#include "base/types.h"

namespace gordian {

struct Thread;

namespace log {

/// Makes and maps the file: O_EXCL, O_NOFOLLOW, mode 0600, name PROGRAM.PID.glog in log_dir (PROGRAM.PID.N.glog if that
/// is taken). Writes the process record and the modules loaded now. Called once, before any other function.
void open();
/// In a child process after fork: a new file of its own; the parent's is left alone.
void reopenAfterFork();
/// Where the log lies; empty if there is none.
const char *path();
/// How the process ends; may be called several times, the last one counts.
void setEnded(log_format::Ended ended, s32 status);
/// Takes the file away: the run was clean.
void remove();
u64 findingCount();

/// Appends a kept record: fills size-dependent parts of `record` (size rounded up to 8, check) and copies `bytes` bytes.
/// Returns where its head lies in the mapping, to raise head.count later; null if it could not be written.
/// `thread` null: the process's own chunks (serialised by a lock).
log_format::Record *append(Thread *thread, log_format::RecordKind kind, log_format::Record *record, u64 bytes);
/// As append, for RACE, DEADLOCK and MISUSE records: counts the finding in the file header.
log_format::Record *appendFinding(Thread *thread, log_format::RecordKind kind, log_format::Record *record, u64 bytes);

/// Appends one event of `thread`; everything but kind and size is as given. Costs a copy of 40 bytes.
void event(Thread &thread, const log_format::Event &event);

/// Said once for each text: something that this run could not see.
void note(const char *text);

/// Modules loaded since the last call (dlopen): writes their records. Cheap if there are none.
void updateModules();

/// Number of the StackRecord for the thread's frames now; writes the record when the stack is new. O(1) for a stack seen
/// before (by History::stackHash). Thread-safe.
u32 stackOf(Thread &thread);
/// The same for frames rebuilt from history: innermost first.
u32 stackOf(Thread *writer, const u64 *frames, u32 depth);
/// Number of the LocksetRecord for these locks; 0 for none.
u32 locksetOf(Thread *writer, const log_format::LocksetEntry *entries, u32 count);

}  // namespace log
}  // namespace gordian

#endif
