// How the files of this folder speak of an operation: where it stands, its event in the log, and the publication that
// ends an epoch.
#ifndef GORDIAN_SYNC_EVENTS_H
#define GORDIAN_SYNC_EVENTS_H

#include "log/writer.h"
#include "options.h"
#include "sync/object.h"
#include "thread.h"

namespace gordian {

using log_format::EventKind;
using log_format::Operation;

/// Holds for one operation of the runtime on behalf of the thread: see RuntimeScope. Where the call's site is not known
/// (uninstrumented code called), the return address of the interposed function stands in as the innermost frame.
class Operating : NonCopyable {
 public:
  explicit Operating(Thread &thread) : thread_(thread), scope_(thread), depth_(~0u) {
    if (raw(thread.sync_site) == 0 && thread.call_pc) depth_ = thread.history.enter(thread.call_pc, history::kLibraryTag);
  }
  ~Operating() {
    if (depth_ != ~0u) thread_.history.unwind(depth_);
  }

 private:
  Thread &thread_;
  RuntimeScope scope_;
  u32 depth_;
};

struct EventDetails {
  u32 sequence = 0;
  u32 value = 0;
  u64 extra = 0;
  u32 partner = log_format::kNoThread;
  u16 flags = 0;
  u32 stack = 0;
};

/// Logs an event of `object` without extra or partner, as those of locks are, in the short form.
inline void logShortEvent(Thread &thread, EventKind kind, SyncObject &object, u32 sequence, u32 value, u16 flags) {
  if (options().log_events == Events::kNone) return;
  log::shortEvent(thread, kind, flags, raw(thread.sync_site), objects::logId(thread, object), sequence, value);
}

/// Logs an event of `object` if log_events says so.
inline void logEvent(Thread &thread, EventKind kind, SyncObject *object, EventDetails details = {}) {
  if (options().log_events == Events::kNone) return;
  log_format::Event event{};
  event.kind = static_cast<u16>(kind);
  event.flags = details.flags;
  event.site = raw(thread.sync_site);
  event.object = object ? objects::logId(thread, *object) : 0;
  event.object_seq = details.sequence;
  event.value = details.value;
  event.extra = details.extra;
  event.partner = details.partner;
  event.stack = details.stack;
  log::event(thread, event);
}

/// The thread has published its clock by `operation` on `object`: what it does next is in a new epoch.
void published(Thread &thread, SyncObject &object, Operation operation);
/// The thread takes over `clock`, published through `object`. False if it knew all of that already.
bool acquired(Thread &thread, const VectorClock &clock, SyncObject &object, Operation operation);

/// Where a thread was: what a misuse collides with; no thread: nothing.
struct Other {
  u32 thread = log_format::kNoThread;
  Site site{};
  u32 stack = 0;
};
/// Writes a finding of misuse by what `thread` does now. `flags` are those of MisuseRecord.
void reportMisuse(Thread &thread, log_format::FindingKind kind, SyncObject *object, Other other = {}, s64 value = 0,
                  u16 flags = 0);
/// The same where the misuse stands at another place, `now`, than where `writer` finds it.
void reportMisuseAt(Thread &writer, Other now, log_format::FindingKind kind, SyncObject *object, Other other = {},
                    s64 value = 0, u16 flags = 0);
/// The place of the synchronisation call that the thread is in.
Other placeOf(Thread &thread);
/// The child's log is another one: what the parent found is found anew.
void resetMisuseAfterFork();

}  // namespace gordian

#endif
