// The log's life: made, written to, ended, taken away; see writer.h.
#include "log/writer.h"

#include "base/atomic.h"
#include "log/store.h"
#include "log/told.h"

namespace gordian::log {

void open() {
  {
    OwnedGuard guard(store.lock, system::threadId());
    if (!guard.isHeld() || !createFile()) return;
    appendProcess();
  }
  updateModules();
}

const char *path() { return store.state == kOpen ? store.file.path : ""; }

void setEnded(log_format::Ended ended, s32 status) {
  storeRelaxed(&header().status, status);
  storeRelease(&header().ended, static_cast<u32>(ended));
}

void remove() {
  if (!*path()) return;
  files::remove(path());
  store.file.path[0] = 0;
}

u64 findingCount() { return loadRelaxed(&store.findings); }

log_format::Record *append(Thread *, log_format::RecordKind kind, log_format::Record *record, u64 bytes) {
  return appendWithTail(kind, record, bytes, nullptr, 0);
}

log_format::Record *appendFinding(Thread *thread, log_format::RecordKind kind, log_format::Record *record, u64 bytes) {
  log_format::Record *written = appendWithTail(kind, record, bytes, nullptr, 0);
  noteFinding(thread, kind, *record);
  fetchAdd(&store.findings, u64{1});
  if (written) fetchAdd(&header().findings, uint64_t{1});
  return written;
}

}  // namespace gordian::log
