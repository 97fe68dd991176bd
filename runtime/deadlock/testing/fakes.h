// What the detector needs of the rest of the runtime, small and in the open: threads, objects, options, and a log that
// keeps what is written. Locks, conditions and semaphores announce themselves as runtime/sync does.
#ifndef GORDIAN_DEADLOCK_TESTING_FAKES_H
#define GORDIAN_DEADLOCK_TESTING_FAKES_H

#include "deadlock/detector.h"
#include "options.h"
#include "sync/object.h"

#include <semaphore.h>

#include <functional>
#include <string>
#include <vector>

namespace gordian::fakes {

/// One wait in a reported deadlock.
struct LoggedWait {
  u32 thread, operation, lockset_size;
  std::vector<log_format::WaitCase> cases;
  std::vector<u32> wakers;
};
struct LoggedDeadlock {
  log_format::FindingKind finding;
  u32 live_threads;
  bool by_watchdog;
  bool has_current_thread; // in the thread that wrote it
  std::vector<LoggedWait> waits;
};

/// Forgets all threads, objects and records; the calling thread is the only one, and a system thread.
void reset(OnDeadlock on_deadlock = OnDeadlock::kReportAndContinue);
Options &changeOptions();

/// Sleeps, without being switched to, until that many deadlocks have been logged; returns all there are then.
std::vector<LoggedDeadlock> waitForDeadlocks(size_t count, unsigned timeout_ms);

/// A Thread that no kernel thread runs: for questions to the model alone.
Thread &makeThread();
/// Runs `body` in a kernel thread of its own. The thread is in the list when this returns.
Thread &startThread(std::function<void()> body);
/// Waits until all started threads have ended, without announcing it.
void joinAll();
SyncObject &makeObject(ObjectKind kind);
void setAlive(Thread &thread, bool is_alive);

/// A lock that any thread may give back, so that a test can end the deadlock that it made.
class Lock {
public:
  explicit Lock(ObjectKind kind = ObjectKind::kMutex);
  void lock();
  void unlock();
  /// Lets one waiter in, whoever owns the lock.
  void force() { sem_post(&free_); }
  SyncObject &object() { return object_; }

private:
  sem_t free_;
  SyncObject &object_;
};

class Condition {
public:
  Condition();
  void wait(Lock &lock);
  void signal();
  void broadcast();
  /// Wakes without telling the detector.
  void wakeSilently() { sem_post(&wakes_); }

private:
  sem_t wakes_;
  int sleepers_ = 0;
  SyncObject &object_;
};

class Semaphore {
public:
  Semaphore();
  void wait();
  void post();
  SyncObject &object() { return object_; }
  sem_t *native() { return &semaphore_; }

private:
  sem_t semaphore_;
  SyncObject &object_;
};

/// Announces, asks and sleeps until `wake` is posted.
void waitFor(u32 operation, std::vector<WaitCase> cases, sem_t &wake, bool is_timed = false);

} // namespace gordian::fakes

#endif
