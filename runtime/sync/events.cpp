// Publications, acquisitions and misuse; see events.h.
#include "sync/events.h"

namespace gordian {

void published(Thread &thread, SyncObject &object, Operation operation) {
  thread.history.release(object.index, static_cast<u16>(operation), thread.sync_site);
  advanceClock(thread);
}

bool acquired(Thread &thread, const VectorClock &clock, SyncObject &object, Operation operation) {
  if (!thread.seen.join(clock)) return false;
  thread.last_acquire = {static_cast<u16>(operation), object.index, log_format::kNoThread, thread.sync_site};
  return true;
}

namespace {

/// Misuse at one place of one kind is one finding; the table remembers the last few hundred.
struct Seen {
  u64 key;
  log_format::Record *record;
};
SpinLock seen_lock;
Seen seen[512];

}  // namespace

Other placeOf(Thread &thread) { return {raw(thread.id), thread.sync_site, log::stackOfCall(thread)}; }

void reportMisuse(Thread &thread, log_format::FindingKind kind, SyncObject *object, Other other, s64 value, u16 flags) {
  reportMisuseAt(thread, placeOf(thread), kind, object, other, value, flags);
}

void reportMisuseAt(Thread &writer, Other now, log_format::FindingKind kind, SyncObject *object, Other other, s64 value,
                    u16 flags) {
  log_format::MisuseRecord record{};
  record.head.flags = flags;
  record.finding = static_cast<u32>(kind);
  record.object = object ? objects::logId(writer, *object) : 0;
  record.thread = now.thread;
  record.site = raw(now.site);
  record.stack = now.stack;
  record.other_thread = other.thread;
  record.other_site = raw(other.site);
  record.other_stack = other.stack;
  record.value = value;
  u64 key = (u64{record.site} << 32 | record.stack) * 31 + record.finding;
  SpinGuard guard(seen_lock);
  Seen &slot = seen[(key * 0x9e3779b97f4a7c15u >> 55) % 512];
  if (slot.record && slot.key == key) {
    fetchAdd(&slot.record->count, 1u);
    return;
  }
  record.head.count = 1;
  // A send on, or close of, a closed channel throws: a program that catches it goes on as it meant to, so by itself it
  // fails no run. One that does not catch it ends by a signal. The same holds for what libc refuses.
  bool throws = kind == log_format::FindingKind::kSendOnClosedChannel || kind == log_format::FindingKind::kCloseOfClosedChannel;
  auto append = throws || flags ? log::append : log::appendFinding;
  slot = {key, append(&writer, log_format::RecordKind::kMisuse, &record.head, sizeof record)};
}

void resetMisuseAfterFork() {
  seen_lock = SpinLock();
  for (Seen &slot : seen) slot = {};
}

}  // namespace gordian
