// The beginning, the fork and the end; see start.h.
#include "start.h"

#include "base/arena.h"
#include "base/atomic.h"
#include "deadlock/detector.h"
#include "intercept/real.h"
#include "log/told.h"
#include "log/writer.h"
#include "options.h"
#include "race/block.h"
#include "race/memory.h"
#include "race/race.h"
#include "race/record.h"
#include "race/report_race.h"
#include "sync/atomics.h"
#include "sync/events.h"
#include "thread.h"

/// The program's own suppressions, if it has any, by our name or ThreadSanitizer's.
extern "C" __attribute__((weak)) const char *__gordian_default_suppressions();
extern "C" __attribute__((weak)) const char *__tsan_default_suppressions();

namespace gordian {
namespace {

void takeSuppressions() {
  const char *(*const functions[])() = {__gordian_default_suppressions, __tsan_default_suppressions};
  for (auto *function : functions)
    if (const char *text = function ? function() : nullptr) log::addSuppressions(text);
}

enum State : u32 { kNotStarted, kStarting, kStarted };
u32 state;

}  // namespace

bool ensureStarted() {
  if (GORDIAN_LIKELY(loadAcquire(&state) == kStarted)) return true;
  u32 expected = kNotStarted;
  if (!compareExchange(&state, expected, static_cast<u32>(kStarting))) return expected == kStarted;
  readOptions();
  resolveRealFunctions();
  startRaceDetection();
  log::open();
  takeSuppressions();
  threads::startMain();
  storeRelease(&state, static_cast<u32>(kStarted));
  installExitHooks();
  return true;
}

void beforeFork() {
  if (Thread *thread = currentThread()) enterRuntime(*thread);
  log::beforeFork();
  arena::lockAll();
}

void afterForkParent() {
  arena::unlockAll();
  log::afterForkParent();
  if (Thread *thread = currentThread()) leaveRuntime(*thread);
}

void afterForkChild() {
  arena::unlockAll();
  log::reopenAfterFork();  // before anything is written
  objects::resetAfterFork();
  Record::resetAfterFork();
  patterns::resetAfterFork();
  resetAtomicsAfterFork();
  resetMemoryAfterFork();
  resetReportsAfterFork();
  resetMisuseAfterFork();
  forgetFindings();
  deadlock::resetAfterFork();
  Thread *thread = currentThread();
  if (thread) {
    threads::resetAfterFork(*thread);
    blocks::resetAfterFork(*thread);
    leaveRuntime(*thread);
  }
}

}  // namespace gordian

/// Runs before the constructors of any shared object: the runtime is ready when the first instrumented code runs.
__attribute__((section(".preinit_array"), used)) static void (*const gordian_preinit)() = [] { gordian::ensureStarted(); };
