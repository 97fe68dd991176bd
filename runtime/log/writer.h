// The only code that produces bytes of the log (abi/log_format.h, abi/README.md).
//
// One file for each process, mapped shared, so that everything written is there after SIGKILL. Each thread appends its
// events to chunks of its own: no system call and no shared counter on the way. Kept records are rare and share the
// process's chunk, under a lock. When the log has reached its size, or the disk is full, the oldest event chunk of an
// ended thread or else of the thread itself is overwritten, never a kept one; some slots for kept records are allocated
// on disk ahead. All functions are safe when there is no log (it could not be made: said once on stderr) and then only
// count. A signal handler that interrupts a function here on its own thread loses what it appends (counted), and does
// not hang.
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
/// Around fork, in the parent: nobody is in the middle of a record meanwhile. Before arena::lockAll, after its unlockAll.
void beforeFork();
void afterForkParent();
/// In a child process after fork, instead of afterForkParent: the parent's file is left alone. A file of its own is made
/// when there is something to write, so that a child that only calls exec leaves none. It begins with the parent's
/// definitions (modules, units, threads, objects, stacks, locksets) up to the fork, so that all numbers stay valid;
/// findings start from none. Records returned by append before the fork may still be written to, without effect.
/// Resets the log of currentThread(). After arena::unlockAll, and before anything is appended in the child.
void reopenAfterFork();
/// exec is about to replace the program: the log says so, and that of a clean run is taken away as at an exit.
void beforeExec();
/// exec failed after all: goes on as before, in a new file if the old one was taken away.
void afterFailedExec();
/// Suppressions that the program brings itself, for the report on it. Only after open.
void addSuppressions(const char *text);
/// Where the log lies, an absolute path; empty if there is none.
const char *path();
/// How the process ends; may be called several times, the last one counts.
void setEnded(log_format::Ended ended, s32 status);
/// Takes the file away: the run was clean.
void remove();
u64 findingCount();

/// Appends a kept record: fills size-dependent parts of `record` (size rounded up to 8, check) and copies `bytes` bytes.
/// Returns where its head lies in the mapping, to raise head.count later; null if it could not be written.
/// At most 65,504 bytes. `thread` may be null; who appends is not recorded. A head.count of 0 becomes 1.
log_format::Record *append(Thread *thread, log_format::RecordKind kind, log_format::Record *record, u64 bytes);
/// As append, for RACE, DEADLOCK and MISUSE records: counts the finding in the file header.
log_format::Record *appendFinding(Thread *thread, log_format::RecordKind kind, log_format::Record *record, u64 bytes);

/// Appends one event of `thread`, by that thread itself; everything but the size is as given.
void event(Thread &thread, const log_format::Event &event);
/// The same for an event that has neither extra nor partner nor stack: 24 bytes instead of 40.
void shortEvent(Thread &thread, log_format::EventKind kind, u16 flags, u32 site, u32 object, u32 object_seq, u32 value);
/// The thread writes no more events: what is left of its chunk serves another thread.
void threadEnded(Thread &thread);

/// Said once for each text: something that this run could not see.
void note(const char *text);

/// Modules loaded since the last call (dlopen): writes their records. Cheap if there are none. Takes the loader's lock.
void updateModules();

/// Number of the StackRecord for the thread's frames now; writes the record when the stack is new. O(1) for a stack seen
/// before (by History::stackHash). Thread-safe. 0 if there is no log. At most the innermost 256 frames are kept.
u32 stackOf(Thread &thread);
/// The same for the synchronisation call that the thread is in: where its site is known (Thread::sync_site), the frames
/// of the function in which that site stands and of those that called it.
u32 stackOfCall(Thread &thread);
/// The same for frames rebuilt from history: innermost first.
u32 stackOf(Thread *writer, const u64 *frames, u32 depth);
/// Number of the LocksetRecord for these locks; 0 for none.
u32 locksetOf(Thread *writer, const log_format::LocksetEntry *entries, u32 count);

}  // namespace log
}  // namespace gordian

#endif
