// The beginning, the fork and the end; see start.h.
#include "start.h"

#include "base/arena.h"
#include "base/atomic.h"
#include "deadlock/detector.h"
#include "intercept/real.h"
#include "log/writer.h"
#include "options.h"
#include "race/block.h"
#include "race/race.h"
#include "race/record.h"
#include "race/report_race.h"
#include "sync/atomics.h"
#include "sync/events.h"
#include "thread.h"

namespace gordian {
namespace {

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
  resetReportsAfterFork();
  resetMisuseAfterFork();
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
