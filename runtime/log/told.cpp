// Findings as the program under test sees them; see told.h.
#include "log/told.h"

#include "abi/hooks.h"
#include "base/atomic.h"
#include "log/finish.h"
#include "log/writer.h"
#include "options.h"
#include "thread.h"

#include <errno.h>

/// The program's own function, if it has one.
extern "C" __attribute__((weak)) void __gordian_on_report(const char *kind);

namespace gordian {
namespace {

/// Kinds of the findings so far, in their order; of more than these only the number is known.
constexpr u64 kMostKinds = 4096;
u8 kinds[kMostKinds];
u64 noted;

const char *nameOf(u32 kind) {
  constexpr u64 kCount = sizeof log_format::kFindingKindNames / sizeof log_format::kFindingKindNames[0];
  return kind < kCount ? log_format::kFindingKindNames[kind] : "";
}

/// Calls into the program, whose own accesses meanwhile are no part of what is checked.
void tell(const char *kind) {
  if (__gordian_on_report) {
    Thread *thread = currentThread();
    int error = errno;
    if (thread) ++thread->ignore_depth;
    __gordian_on_report(kind);
    if (thread) --thread->ignore_depth;
    errno = error;
  }
  if (options().halt_on_error) haltAtFinding();
}

}  // namespace

void noteFinding(Thread *thread, log_format::RecordKind, const log_format::Record &record) {
  // Each record of a finding has its kind behind its head.
  u32 kind = reinterpret_cast<const log_format::MisuseRecord &>(record).finding;
  u64 number = fetchAdd(&noted, u64{1});
  if (number < kMostKinds) storeRelease(&kinds[number], static_cast<u8>(kind));
  if (!thread) return;
  ++thread->untold_findings;
  thread->last_finding = static_cast<u16>(kind);
}

void tellOfFindings(Thread &thread) {
  // Several at once (an access of many bytes) are told as one call each, all of the last one's kind.
  u32 count = thread.untold_findings;
  u32 kind = thread.last_finding;
  thread.untold_findings = 0;
  for (u32 i = 0; i < count; ++i) tell(nameOf(kind));
}

void tellOfDeadlock() {
  // The thread that found it would tell it again.
  if (Thread *thread = currentThread()) thread->untold_findings = 0;
  u64 count = loadRelaxed(&noted);
  tell(count && count <= kMostKinds ? nameOf(loadAcquire(&kinds[count - 1])) : "deadlock");
}

void forgetFindings() {
  noted = 0;
  if (Thread *thread = currentThread()) thread->untold_findings = 0;
}

}  // namespace gordian

using namespace gordian;

extern "C" __attribute__((visibility("default"))) uint64_t __gordian_finding_count(void) { return log::findingCount(); }

extern "C" __attribute__((visibility("default"))) const char *__gordian_finding_kind(uint64_t index) {
  return index < loadRelaxed(&noted) && index < kMostKinds ? nameOf(loadAcquire(&kinds[index])) : "";
}

extern "C" __attribute__((visibility("default"))) const char *__gordian_log_path(void) { return log::path(); }
