// See fakes.h.
#include "deadlock/testing/fakes.h"

#include "base/arena.h"
#include "log/finish.h"
#include "log/lock_orders.h"
#include "log/writer.h"
#include "race/memory.h"
#include "race/shadow.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include <cstring>
#include <mutex>

namespace gordian {
namespace {

/// Searching memory is not for a test of the graph: GoogleTest's own memory would be searched.
Options optionsWithoutLeaks() {
  Options options;
  options.detect_leaks = false;
  return options;
}
Options test_options = optionsWithoutLeaks();
RangeSet mapped_memory, stack_memory;
SpinLock list_lock;
Thread *first_alive;
u32 alive_count;
u32 last_id;
constexpr u32 kMaxObjects = 1024;
SyncObject object_table[kMaxObjects];
u32 object_count;
std::vector<pthread_t> started_threads;

std::mutex log_mutex;
std::vector<fakes::LoggedWait> logged_waits;
std::vector<fakes::LoggedDeadlock> logged_deadlocks;
std::vector<u32> lockset_sizes;
sem_t deadlock_logged;

void setList(Thread &thread, bool is_alive) {
  SpinGuard guard(list_lock);
  if (thread.is_alive == is_alive)
    return;
  thread.is_alive = is_alive;
  if (is_alive) {
    thread.previous_alive = nullptr;
    thread.next_alive = first_alive;
    if (first_alive)
      first_alive->previous_alive = &thread;
    first_alive = &thread;
    ++alive_count;
    return;
  }
  if (thread.previous_alive)
    thread.previous_alive->next_alive = thread.next_alive;
  else
    first_alive = thread.next_alive;
  if (thread.next_alive)
    thread.next_alive->previous_alive = thread.previous_alive;
  --alive_count;
}

struct Start {
  Thread *thread;
  std::function<void()> body;
};

void *run(void *argument) {
  Start *start = static_cast<Start *>(argument);
  current_thread = start->thread;
  start->thread->os_tid = system::threadId();
  start->body();
  current_thread = nullptr;
  setList(*start->thread, false);
  delete start;
  return nullptr;
}

} // namespace

__thread Thread *current_thread __attribute__((tls_model("initial-exec")));

const Options &options() { return test_options; }

namespace threads {
SpinLock &listLock() { return list_lock; }
Thread *firstAlive() { return first_alive; }
u32 aliveCount() { return __atomic_load_n(&alive_count, __ATOMIC_RELAXED); }
} // namespace threads

namespace objects {
SyncObject &at(u32 index) { return object_table[index % kMaxObjects]; }
u32 logId(Thread &, SyncObject &object) { return object.index + 1000; }
u32 blockLimit() { return 0; }
const HeapBlock &blockAt(u32) {
  static const HeapBlock kNoBlock{};
  return kNoBlock;
}
} // namespace objects

RangeSet &mappedMemory() { return mapped_memory; }
RangeSet &stackMemory() { return stack_memory; }
void deliverDeferredSignals(Thread &) {}
namespace shadow {
bool residentPages(uptr, uptr, u8 *) { return false; }
} // namespace shadow

namespace lock_orders {
void waitedHolding() {}
} // namespace lock_orders

namespace log {
void event(Thread &, const log_format::Event &) {}
log_format::Record *append(Thread *, log_format::RecordKind kind, log_format::Record *record, u64) {
  if (kind != log_format::RecordKind::kWait)
    return nullptr;
  auto *wait = reinterpret_cast<log_format::WaitRecord *>(record);
  fakes::LoggedWait logged{wait->thread, wait->operation, 0, {}, {}};
  auto *cases = reinterpret_cast<log_format::WaitCase *>(wait + 1);
  logged.cases.assign(cases, cases + wait->object_count);
  u32 *wakers = reinterpret_cast<u32 *>(cases + wait->object_count);
  logged.wakers.assign(wakers, wakers + wait->waker_count);
  std::lock_guard guard(log_mutex);
  if (wait->lockset)
    logged.lockset_size = lockset_sizes[wait->lockset - 1];
  logged_waits.push_back(logged);
  return nullptr;
}

log_format::Record *appendFinding(Thread *writer, log_format::RecordKind, log_format::Record *record, u64) {
  auto *deadlock = reinterpret_cast<log_format::DeadlockRecord *>(record);
  std::lock_guard guard(log_mutex);
  logged_deadlocks.push_back({static_cast<log_format::FindingKind>(deadlock->finding), deadlock->live_threads,
                              writer == nullptr, current_thread != nullptr, logged_waits});
  logged_waits.clear();
  sem_post(&deadlock_logged);
  return nullptr;
}

u32 locksetOf(Thread *, const log_format::LocksetEntry *, u32 count) {
  std::lock_guard guard(log_mutex);
  lockset_sizes.push_back(count);
  return static_cast<u32>(lockset_sizes.size());
}

u32 stackOfCall(Thread &) { return 0; }
u32 stackOf(Thread &) { return 7; }
void note(const char *) {}
const char *path() { return "test.glog"; }
void setEnded(log_format::Ended, s32) {}
} // namespace log

void finishDeadlocked() { system::exitProcess(66); }

namespace fakes {

void reset(OnDeadlock on_deadlock) {
  static pid_t process = getpid();
  if (getpid() != process) { // the child of a death test
    process = getpid();
    list_lock = SpinLock();
    deadlock::resetAfterFork();
  }
  {
    SpinGuard guard(list_lock);
    first_alive = nullptr;
    alive_count = 0;
  }
  test_options = {};
  test_options.on_deadlock = on_deadlock;
  logged_waits.clear();
  logged_deadlocks.clear();
  sem_init(&deadlock_logged, 0, 0);
  current_thread = &makeThread();
  current_thread->os_tid = system::threadId();
  current_thread->is_system = true;
}

Options &changeOptions() { return test_options; }

std::vector<LoggedDeadlock> waitForDeadlocks(size_t count, unsigned timeout_ms) {
  timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  u64 ns = static_cast<u64>(until.tv_nsec) + u64{timeout_ms} * 1000000;
  until.tv_sec += static_cast<time_t>(ns / 1000000000);
  until.tv_nsec = static_cast<long>(ns % 1000000000);
  for (;;) {
    {
      std::lock_guard guard(log_mutex);
      if (logged_deadlocks.size() >= count)
        return logged_deadlocks;
    }
    if (sem_timedwait(&deadlock_logged, &until))
      break;
  }
  std::lock_guard guard(log_mutex);
  return logged_deadlocks;
}

Thread &makeThread() {
  Thread *thread = arena::make<Thread>();
  thread->id = static_cast<ThreadId>(last_id++);
  setList(*thread, true);
  return *thread;
}

void setAlive(Thread &thread, bool is_alive) { setList(thread, is_alive); }

Thread &startThread(std::function<void()> body) {
  Thread &thread = makeThread();
  pthread_t started;
  pthread_create(&started, nullptr, run, new Start{&thread, std::move(body)});
  started_threads.push_back(started);
  return thread;
}

void joinAll() {
  for (pthread_t thread : started_threads)
    pthread_join(thread, nullptr);
  started_threads.clear();
}

SyncObject &makeObject(ObjectKind kind) {
  u32 index = __atomic_add_fetch(&object_count, 1, __ATOMIC_RELAXED);
  SyncObject &object = object_table[index % kMaxObjects];
  object.index = index;
  object.kind = kind;
  object.address = reinterpret_cast<uptr>(&object);
  return object;
}

void waitFor(u32 operation, std::vector<WaitCase> cases, sem_t &wake, bool is_timed) {
  Thread &thread = *currentThread();
  deadlock::waitBegin(thread, operation, cases.data(), static_cast<u32>(cases.size()), is_timed);
  deadlock::check(thread);
  while (sem_wait(&wake)) {
  }
  deadlock::waitEnd(thread);
}

Lock::Lock(ObjectKind kind) : object_(makeObject(kind)) { sem_init(&free_, 0, 1); }

void Lock::lock() {
  Thread &thread = *currentThread();
  u32 operation = static_cast<u32>(log_format::Operation::kLock);
  if (sem_trywait(&free_))
    waitFor(operation, {{object_.index, operation}}, free_);
  __atomic_store_n(&object_.owner, &thread, __ATOMIC_RELAXED);
  if (!thread.held)
    thread.held = static_cast<HeldLock *>(arena::allocate(16 * sizeof(HeldLock)));
  thread.held[thread.held_count++] = {object_.index, 0, 1, Site{}, 0};
}

void Lock::unlock() {
  Thread &thread = *currentThread();
  for (u32 i = 0; i < thread.held_count; ++i)
    if (thread.held[i].object == object_.index) {
      for (u32 k = i + 1; k < thread.held_count; ++k)
        thread.held[k - 1] = thread.held[k];
      --thread.held_count;
      break;
    }
  __atomic_store_n(&object_.owner, nullptr, __ATOMIC_RELAXED);
  sem_post(&free_);
}

Condition::Condition() : object_(makeObject(ObjectKind::kCondition)) { sem_init(&wakes_, 0, 0); }

void Condition::wait(Lock &lock) {
  Thread &thread = *currentThread();
  WaitCase wait_case{object_.index, static_cast<u32>(log_format::Operation::kConditionWait)};
  ++sleepers_;
  deadlock::waitBegin(thread, wait_case.operation, &wait_case, 1, false);
  lock.unlock();
  deadlock::check(thread);
  while (sem_wait(&wakes_)) {
  }
  deadlock::waitEnd(thread);
  lock.lock();
}

void Condition::signal() {
  deadlock::grantedSome(object_.index, 1);
  if (sleepers_ == 0)
    return;
  --sleepers_;
  sem_post(&wakes_);
}

void Condition::broadcast() {
  deadlock::grantedAll(object_.index);
  for (; sleepers_; --sleepers_)
    sem_post(&wakes_);
}

Semaphore::Semaphore() : object_(makeObject(ObjectKind::kSemaphore)) { sem_init(&semaphore_, 0, 0); }

void Semaphore::wait() {
  u32 operation = static_cast<u32>(log_format::Operation::kSemaphoreWait);
  if (sem_trywait(&semaphore_))
    waitFor(operation, {{object_.index, operation}}, semaphore_);
}

void Semaphore::post() {
  deadlock::grantedSome(object_.index, 1);
  sem_post(&semaphore_);
}

} // namespace fakes
void leaveBusily(Thread &) {}
void tellOfDeadlock() {}

} // namespace gordian
