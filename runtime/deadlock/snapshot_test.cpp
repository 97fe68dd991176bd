// Provider sets and grants: the model alone, with threads that nobody runs (testing/fakes.h).
#include "deadlock/snapshot.h"

#include "deadlock/detector.h"
#include "deadlock/testing/fakes.h"

#include <gtest/gtest.h>

namespace gordian::deadlock {
namespace {

using log_format::Operation;

constexpr u32 op(Operation operation) { return static_cast<u32>(operation); }

class Model : public ::testing::Test {
protected:
  void SetUp() override { fakes::reset(); }
  Thread &waiting(Operation operation, std::vector<WaitCase> cases, bool is_timed = false) {
    Thread &thread = fakes::makeThread();
    waitBegin(thread, op(operation), cases.data(), static_cast<u32>(cases.size()), is_timed);
    return thread;
  }
  u32 deadCount(Scope scope = Scope::kEverything, bool trusts_grants = true, bool handlers_may_post = false) {
    SpinGuard guard(waits.lock);
    Snapshot snapshot;
    snapshot.take({scope, trusts_grants, handlers_may_post});
    snapshot.graph.solve();
    return snapshot.graph.deadCount();
  }
  static void own(Thread &thread, SyncObject &object, u32 mode = 0) {
    if (!thread.held)
      thread.held = static_cast<HeldLock *>(arena::allocate(16 * sizeof(HeldLock)));
    thread.held[thread.held_count++] = {object.index, mode, 1, Site{}, 0};
    if (mode == 0)
      object.owner = &thread;
    else
      ++object.readers;
  }
  void TearDown() override {
    // Nothing of these threads may stay behind for the watchdog.
    std::vector<Thread *> all;
    for (Thread *thread = threads::firstAlive(); thread; thread = thread->next_alive)
      all.push_back(thread);
    for (Thread *thread : all)
      waitEnd(*thread);
  }
};

TEST_F(Model, AWaiterForAFreeLockIsLive) {
  SyncObject &lock = fakes::makeObject(ObjectKind::kMutex);
  waiting(Operation::kLock, {{lock.index, op(Operation::kLock)}});
  EXPECT_EQ(deadCount(), 0u);
}

TEST_F(Model, ALockWhoseOwnerHasEndedIsNeverFree) {
  SyncObject &lock = fakes::makeObject(ObjectKind::kMutex);
  Thread &owner = fakes::makeThread();
  own(owner, lock);
  waiting(Operation::kLock, {{lock.index, op(Operation::kLock)}});
  EXPECT_EQ(deadCount(), 0u);
  fakes::setAlive(owner, false);
  EXPECT_EQ(deadCount(), 1u);
  EXPECT_EQ(deadCount(Scope::kLocks), 0u);
}

TEST_F(Model, AWriterWaitsForEveryReader) {
  SyncObject &lock = fakes::makeObject(ObjectKind::kRwLock), &other = fakes::makeObject(ObjectKind::kMutex);
  Thread &first = waiting(Operation::kLock, {{other.index, op(Operation::kLock)}});
  own(first, lock, 1);
  Thread &writer = waiting(Operation::kLock, {{lock.index, op(Operation::kLock)}});
  EXPECT_EQ(deadCount(), 0u); // the other lock is free
  own(writer, other);
  EXPECT_EQ(deadCount(Scope::kLocks), 2u);
  // A second reader that runs may give it back, but the first does not.
  Thread &second = fakes::makeThread();
  own(second, lock, 1);
  waitBegin(second, op(Operation::kSemaphoreWait), nullptr, 0, true);
  EXPECT_EQ(deadCount(Scope::kLocks), 2u);
}

TEST_F(Model, AReaderThatRunsMakesTheWriterLive) {
  SyncObject &lock = fakes::makeObject(ObjectKind::kRwLock);
  own(fakes::makeThread(), lock, 1);
  waiting(Operation::kLock, {{lock.index, op(Operation::kLock)}});
  EXPECT_EQ(deadCount(Scope::kLocks), 0u);
  EXPECT_EQ(deadCount(), 0u);
}

TEST_F(Model, AnUpgradeOfAReadLockWaitsForItself) {
  SyncObject &lock = fakes::makeObject(ObjectKind::kRwLock);
  Thread &thread = waiting(Operation::kLock, {{lock.index, op(Operation::kLock)}});
  own(thread, lock, 1);
  EXPECT_EQ(deadCount(Scope::kLocks), 1u);
}

TEST_F(Model, AReaderBehindAQueuedWriterIsStuckOnceGrantsAreDoubted) {
  SyncObject &lock = fakes::makeObject(ObjectKind::kRwLock);
  Thread &reader = waiting(Operation::kLockShared, {{lock.index, op(Operation::kLockShared)}});
  own(reader, lock, 1);
  waiting(Operation::kLock, {{lock.index, op(Operation::kLock)}});
  EXPECT_EQ(deadCount(Scope::kEverything, true), 0u);
  // The main thread of the test is a system thread: it counts as live, but wakes nobody.
  EXPECT_EQ(deadCount(Scope::kEverything, false), 2u);
}

TEST_F(Model, AJoinedThreadsNumberIsNotAnObject) {
  Thread &thread = fakes::makeThread();
  SyncObject &object = fakes::makeObject(ObjectKind::kCondition);
  Thread &joiner = waiting(Operation::kJoin, {{raw(thread.id) + 1, op(Operation::kJoin)}});
  grantedAll(raw(thread.id) + 1);
  grantedAll(object.index);
  EXPECT_FALSE(joiner.wait.is_granted);
  EXPECT_EQ(deadCount(), 0u);
  waitBegin(thread, op(Operation::kSelect), nullptr, 0, false);
  EXPECT_EQ(deadCount(), 2u);
}

TEST_F(Model, GrantsMakeAsManyLiveAsMayBeAwake) {
  SyncObject &condition = fakes::makeObject(ObjectKind::kCondition);
  std::vector<WaitCase> cases = {{condition.index, op(Operation::kConditionWait)}};
  Thread &first = waiting(Operation::kConditionWait, cases), &second = waiting(Operation::kConditionWait, cases);
  EXPECT_EQ(deadCount(), 2u);
  grantedSome(condition.index, 1);
  EXPECT_EQ(deadCount(), 0u);
  EXPECT_EQ(deadCount(Scope::kEverything, false), 2u);
  waitEnd(second); // it was this one
  waitBegin(second, op(Operation::kConditionWait), cases.data(), 1, false);
  EXPECT_EQ(deadCount(), 2u);
  grantedAll(condition.index);
  EXPECT_EQ(deadCount(), 0u);
  waitEnd(first);
  waitEnd(second);
  grantedSome(condition.index, 5); // nobody waits: lost
  waitBegin(first, op(Operation::kConditionWait), cases.data(), 1, false);
  waitBegin(second, op(Operation::kConditionWait), cases.data(), 1, false);
  EXPECT_EQ(deadCount(), 2u);
  granted(first);
  EXPECT_EQ(deadCount(), 0u);
}

TEST_F(Model, TimersKeepChannelWaitsLive) {
  SyncObject &channel = fakes::makeObject(ObjectKind::kChannel);
  waiting(Operation::kSelect, {{channel.index, op(Operation::kReceive)}, {0, op(Operation::kSend)}});
  timersPending(2);
  EXPECT_EQ(deadCount(), 0u);
  timersPending(-2);
  EXPECT_EQ(deadCount(), 1u);
}

TEST_F(Model, ANilChannelIsNeverReadyTimersOrNot) {
  waiting(Operation::kReceive, {{0, op(Operation::kReceive)}});
  fakes::makeThread();
  timersPending(1);
  EXPECT_EQ(deadCount(), 1u);
  timersPending(-1);
}

TEST_F(Model, TimedWaitsAreLiveAndCanWakeOthers) {
  SyncObject &semaphore = fakes::makeObject(ObjectKind::kSemaphore);
  std::vector<WaitCase> cases = {{semaphore.index, op(Operation::kSemaphoreWait)}};
  waiting(Operation::kSemaphoreWait, cases);
  EXPECT_EQ(deadCount(), 1u);
  EXPECT_EQ(deadCount(Scope::kEverything, true, true), 0u);
  waiting(Operation::kSemaphoreWait, cases, true);
  EXPECT_EQ(deadCount(), 0u);
}

TEST_F(Model, AProcessSharedObjectCanBeChangedFromOutside) {
  SyncObject &lock = fakes::makeObject(ObjectKind::kMutex);
  lock.flags = log_format::kObjectProcessShared;
  Thread &thread = waiting(Operation::kLock, {{lock.index, op(Operation::kLock)}});
  own(thread, lock);
  EXPECT_EQ(deadCount(), 0u);
  lock.flags = 0;
  EXPECT_EQ(deadCount(), 1u);
}

} // namespace
} // namespace gordian::deadlock
