// What the runtime's core needs of log/ and deadlock/, for unit tests of the core: nothing is written, nothing blocks.
#include "deadlock/detector.h"
#include "log/lock_orders.h"
#include "log/writer.h"
#include "options.h"
#include "race/race.h"
#include "testing/simulated.h"

namespace gordian {

const Options &options() {
  static const Options kDefaults{};
  return kDefaults;
}

namespace deadlock {
void waitBegin(Thread &, u32, const WaitCase *, u32, bool) {}
void check(Thread &) {}
void waitEnd(Thread &) {}
void granted(Thread &) {}
void grantedAll(u32) {}
void grantedSome(u32, u32) {}
void timersPending(s32) {}
}  // namespace deadlock

namespace lock_orders {
void took(u32, u32) {}
}  // namespace lock_orders

namespace log {
log_format::Record *append(Thread *, log_format::RecordKind, log_format::Record *, u64) { return nullptr; }
log_format::Record *appendFinding(Thread *, log_format::RecordKind, log_format::Record *, u64) { return nullptr; }
void event(Thread &, const log_format::Event &) {}
void shortEvent(Thread &, log_format::EventKind, u16, u32, u32, u32, u32) {}
void note(const char *) {}
u32 stackOf(Thread &) { return 0; }
u32 stackOfCall(Thread &) { return 0; }
u32 stackOf(Thread *, const u64 *, u32) { return 0; }
u32 locksetOf(Thread *, const log_format::LocksetEntry *, u32) { return 0; }
void threadEnded(Thread &) {}
}  // namespace log
void tellOfFindings(Thread &) {}

}  // namespace gordian

namespace gordian::testing {

void startOnce() {
  static const bool kStarted = [] {
    startRaceDetection();
    threads::startMain();
    return true;
  }();
  (void)kStarted;
}

Simulation::Simulation(unsigned thread_count) {
  startOnce();
  main_ = current_thread;
  for (unsigned i = 0; i < thread_count; ++i) threads_.push_back(threads::create(*main_));
}

Simulation::~Simulation() {
  for (Thread *thread : threads_) {
    run(*thread, [&] { threads::ended(*thread); });
    current_thread = main_;
    threads::joined(*main_, *thread);
  }
}

}  // namespace gordian::testing
