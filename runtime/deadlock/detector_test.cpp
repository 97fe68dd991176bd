// The detector with real threads, real sleep and a real watchdog; the rest of the runtime is testing/fakes.h.
#include "deadlock/detector.h"

#include "deadlock/testing/fakes.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>

namespace gordian::deadlock {
namespace {

using log_format::FindingKind;
using log_format::Operation;

constexpr u32 op(Operation operation) { return static_cast<u32>(operation); }
constexpr unsigned kSoon = 1000; // a deadlock must be reported within a second
constexpr unsigned kLong = 600;  // long enough for every question that the watchdog asks

struct Gate {
  sem_t semaphore;
  Gate() { sem_init(&semaphore, 0, 0); }
  void open(int count = 1) {
    while (count--)
      sem_post(&semaphore);
  }
  void pass() {
    while (sem_wait(&semaphore)) {
    }
  }
};

/// Takes `first`, and `second` once the other thread has it.
void takeBoth(fakes::Lock &first, fakes::Lock &second, Gate &first_taken, Gate &second_taken) {
  first.lock();
  first_taken.open();
  second_taken.pass();
  second.lock();
  second.unlock();
  first.unlock();
}

class Detector : public ::testing::Test {
protected:
  void SetUp() override { fakes::reset(); }
};

TEST_F(Detector, OppositeLocksAreReportedWhileAThirdThreadRuns) {
  fakes::Lock a, b;
  Gate a_taken, b_taken, end;
  u32 first = raw(fakes::startThread([&] { takeBoth(a, b, a_taken, b_taken); }).id);
  u32 second = raw(fakes::startThread([&] { takeBoth(b, a, b_taken, a_taken); }).id);
  fakes::startThread([&] { end.pass(); }); // a wait that is not announced: live
  auto deadlocks = fakes::waitForDeadlocks(1, kSoon);
  ASSERT_EQ(deadlocks.size(), 1u);
  EXPECT_EQ(deadlocks[0].finding, FindingKind::kPartialDeadlock);
  EXPECT_EQ(deadlocks[0].live_threads, 1u);
  ASSERT_EQ(deadlocks[0].waits.size(), 2u);
  for (const fakes::LoggedWait &wait : deadlocks[0].waits) {
    bool is_first = wait.thread == first;
    ASSERT_TRUE(is_first || wait.thread == second);
    EXPECT_EQ(wait.operation, op(Operation::kLock));
    ASSERT_EQ(wait.cases.size(), 1u);
    EXPECT_EQ(wait.cases[0].object, (is_first ? b : a).object().index + 1000);
    ASSERT_EQ(wait.wakers.size(), 1u);
    EXPECT_EQ(wait.wakers[0], is_first ? second : first);
    EXPECT_EQ(wait.lockset_size, 1u);
  }
  EXPECT_EQ(fakes::waitForDeadlocks(2, kLong).size(), 1u) << "reported twice";
  a.force();
  end.open();
  fakes::joinAll();
}

TEST_F(Detector, ALockTakenTwiceIsReportedAtOnceByTheThreadItself) {
  fakes::Lock a;
  Gate end;
  fakes::startThread([&] { end.pass(); });
  fakes::startThread([&] {
    a.lock();
    a.lock();
    a.unlock();
  });
  auto deadlocks = fakes::waitForDeadlocks(1, kSoon);
  ASSERT_EQ(deadlocks.size(), 1u);
  EXPECT_EQ(deadlocks[0].finding, FindingKind::kPartialDeadlock);
  EXPECT_FALSE(deadlocks[0].by_watchdog);
  a.force();
  end.open();
  fakes::joinAll();
}

TEST_F(Detector, ACycleOfSpinLocksIsReportedThoughNobodySleeps) {
  fakes::Lock a(ObjectKind::kSpinLock), b(ObjectKind::kSpinLock);
  Gate a_taken, b_taken;
  std::atomic<bool> stop{false};
  auto spin = [&](fakes::Lock &mine, fakes::Lock &other, Gate &taken, Gate &other_taken) {
    mine.lock();
    taken.open();
    other_taken.pass();
    WaitCase wait_case{other.object().index, op(Operation::kLock)};
    waitBegin(*currentThread(), op(Operation::kLock), &wait_case, 1, false);
    check(*currentThread());
    while (!stop)
      sched_yield();
    waitEnd(*currentThread());
    mine.unlock();
  };
  fakes::startThread([&] { spin(a, b, a_taken, b_taken); });
  fakes::startThread([&] { spin(b, a, b_taken, a_taken); });
  EXPECT_EQ(fakes::waitForDeadlocks(1, kSoon).size(), 1u);
  stop = true;
  fakes::joinAll();
}

TEST_F(Detector, SendUnderALockThatTheReceiverNeedsIsADeadlock) {
  SyncObject &channel = fakes::makeObject(ObjectKind::kChannel);
  fakes::Lock lock;
  Gate locked, sent;
  fakes::startThread([&] {
    lock.lock();
    locked.open();
    fakes::waitFor(op(Operation::kSend), {{channel.index, op(Operation::kSend)}}, sent.semaphore);
    lock.unlock();
  });
  fakes::startThread([&] {
    locked.pass();
    lock.lock();
    lock.unlock();
  });
  auto deadlocks = fakes::waitForDeadlocks(1, kSoon);
  ASSERT_EQ(deadlocks.size(), 1u);
  EXPECT_EQ(deadlocks[0].finding, FindingKind::kDeadlock);
  EXPECT_EQ(deadlocks[0].live_threads, 0u);
  EXPECT_EQ(deadlocks[0].waits.size(), 2u);
  sent.open();
  fakes::joinAll();
}

TEST_F(Detector, TheEndOfTheLastRunningThreadLeavesADeadlock) {
  fakes::Lock lock;
  fakes::Condition condition;
  Gate end;
  u32 waiter = raw(fakes::startThread([&] {
                     lock.lock();
                     condition.wait(lock);
                     lock.unlock();
                   }).id);
  fakes::startThread([&] { end.pass(); });
  EXPECT_TRUE(fakes::waitForDeadlocks(1, kLong).empty());
  end.open();
  auto deadlocks = fakes::waitForDeadlocks(1, kSoon);
  ASSERT_EQ(deadlocks.size(), 1u);
  EXPECT_EQ(deadlocks[0].finding, FindingKind::kDeadlock);
  EXPECT_TRUE(deadlocks[0].by_watchdog);
  EXPECT_FALSE(deadlocks[0].has_current_thread) << "the watchdog must not have a thread's variables";
  ASSERT_EQ(deadlocks[0].waits.size(), 1u);
  EXPECT_EQ(deadlocks[0].waits[0].thread, waiter);
  condition.wakeSilently();
  fakes::joinAll();
}

TEST_F(Detector, AJoinOfStuckThreadsIsListedAfterThem) {
  fakes::Lock a, b;
  Gate a_taken, b_taken, joined;
  Thread &first = fakes::startThread([&] { takeBoth(a, b, a_taken, b_taken); });
  u32 joiner =
      raw(fakes::startThread([&] {
            fakes::waitFor(op(Operation::kJoin), {{raw(first.id) + 1, op(Operation::kJoin)}}, joined.semaphore);
          }).id);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  fakes::startThread([&] { takeBoth(b, a, b_taken, a_taken); });
  auto deadlocks = fakes::waitForDeadlocks(1, kSoon);
  ASSERT_GE(deadlocks.size(), 1u);
  EXPECT_EQ(deadlocks[0].finding, FindingKind::kDeadlock);
  ASSERT_EQ(deadlocks[0].waits.size(), 3u);
  EXPECT_EQ(deadlocks[0].waits[2].thread, joiner);
  a.force();
  joined.open();
  fakes::joinAll();
}

TEST_F(Detector, ASignalThatWasLostIsADeadlockAfterAll) {
  fakes::Lock lock;
  fakes::Semaphore semaphore;
  fakes::startThread([&] { semaphore.wait(); });
  fakes::startThread([&] {
    usleep(20000);
    grantedSome(semaphore.object().index, 1); // granted, but the wake never comes
  });
  auto deadlocks = fakes::waitForDeadlocks(1, kSoon);
  ASSERT_EQ(deadlocks.size(), 1u);
  EXPECT_EQ(deadlocks[0].finding, FindingKind::kDeadlock);
  sem_post(semaphore.native());
  fakes::joinAll();
}

TEST_F(Detector, PendingTimersAreWaitedFor) {
  SyncObject &channel = fakes::makeObject(ObjectKind::kChannel);
  Gate received;
  timersPending(1);
  fakes::startThread([&] {
    fakes::waitFor(op(Operation::kReceive), {{channel.index, op(Operation::kReceive)}}, received.semaphore);
  });
  EXPECT_TRUE(fakes::waitForDeadlocks(1, kLong).empty());
  timersPending(-1);
  EXPECT_EQ(fakes::waitForDeadlocks(1, kSoon).size(), 1u);
  received.open();
  fakes::joinAll();
}

TEST_F(Detector, AnUnknownThreadMayWakeAnybody) {
  Gate end;
  fakes::Semaphore semaphore;
  std::thread unknown([&] { end.pass(); });
  fakes::startThread([&] { semaphore.wait(); });
  EXPECT_TRUE(fakes::waitForDeadlocks(1, kLong).empty());
  end.open();
  unknown.join();
  EXPECT_EQ(fakes::waitForDeadlocks(1, kSoon).size(), 1u);
  semaphore.post();
  fakes::joinAll();
}

TEST_F(Detector, ASignalHandlerMayPostASemaphore) {
  fakes::Semaphore semaphore;
  signal(SIGUSR1, [](int) {});
  fakes::startThread([&] { semaphore.wait(); });
  EXPECT_TRUE(fakes::waitForDeadlocks(1, kLong).empty());
  signal(SIGUSR1, SIG_DFL);
  EXPECT_EQ(fakes::waitForDeadlocks(1, kSoon).size(), 1u);
  semaphore.post();
  fakes::joinAll();
}

// It sleeps, and is not switched to, but in a call that ends from outside.
TEST_F(Detector, AThreadThatReadsInASignalHandlerIsNotStuck) {
  static int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  struct sigaction action = {}, before;
  action.sa_handler = [](int) {
    char byte;
    while (read(pipe_ends[0], &byte, 1) < 0) {
    }
  };
  sigaction(SIGUSR1, &action, &before);
  fakes::Lock lock;
  fakes::Condition condition;
  Gate end;
  std::atomic<pthread_t> waiter{};
  fakes::startThread([&] {
    waiter = pthread_self();
    lock.lock();
    condition.wait(lock);
    lock.unlock();
  });
  fakes::startThread([&] { end.pass(); });
  usleep(50000);
  pthread_kill(waiter, SIGUSR1);
  usleep(50000);
  end.open();
  EXPECT_TRUE(fakes::waitForDeadlocks(1, kLong).empty());
  EXPECT_EQ(write(pipe_ends[1], "x", 1), 1);
  EXPECT_EQ(fakes::waitForDeadlocks(1, kSoon).size(), 1u);
  sigaction(SIGUSR1, &before, nullptr);
  condition.wakeSilently();
  fakes::joinAll();
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST_F(Detector, BusyThreadsThatWakeEachOtherAreNeverReported) {
  constexpr int kThreads = 24;
  fakes::Lock locks[3];
  fakes::Condition conditions[3];
  fakes::Semaphore semaphore;
  std::atomic<bool> stop{false};
  std::atomic<int> left{kThreads};
  std::atomic<u64> waited{0};
  for (int i = 0; i < kThreads; ++i)
    fakes::startThread([&, i] {
      std::mt19937 random(static_cast<unsigned>(i));
      while (!stop) {
        unsigned which = random() % 3;
        switch (random() % 4) {
        case 0:
          locks[which].lock();
          if (random() % 8 == 0)
            sched_yield();
          conditions[which].signal();
          locks[which].unlock();
          break;
        case 1:
          locks[which].lock();
          conditions[which].broadcast();
          locks[which].unlock();
          semaphore.post();
          break;
        case 2:
          locks[which].lock();
          // Whoever might be the last one awake does not wait, so that somebody can always wake the others.
          if (left.fetch_sub(1) > 1 && !stop)
            conditions[which].wait(locks[which]), ++waited;
          left.fetch_add(1);
          locks[which].unlock();
          break;
        default:
          if (left.fetch_sub(1) > 1 && !stop)
            semaphore.wait(), ++waited;
          left.fetch_add(1);
        }
      }
      for (int k = 0; k < kThreads; ++k)
        semaphore.post();
      for (int k = 0; k < 3; ++k) {
        locks[k].lock();
        conditions[k].broadcast();
        locks[k].unlock();
      }
    });
  EXPECT_TRUE(fakes::waitForDeadlocks(1, 3000).empty());
  stop = true;
  fakes::joinAll();
  EXPECT_GT(waited.load(), 1000u);
  EXPECT_TRUE(fakes::waitForDeadlocks(1, 1).empty());
}

// Two threads hand a token to and fro: at every moment one is stuck but for the other's wake that is under way.
TEST_F(Detector, PingPongIsNeverReported) {
  fakes::Semaphore ping, pong;
  std::atomic<bool> stop{false};
  u64 rounds = 0;
  fakes::startThread([&] {
    while (!stop)
      ping.post(), pong.wait(), ++rounds;
    ping.post();
  });
  fakes::startThread([&] {
    for (;;) {
      ping.wait();
      if (stop)
        return pong.post();
      pong.post();
    }
  });
  EXPECT_TRUE(fakes::waitForDeadlocks(1, 1500).empty());
  stop = true;
  fakes::joinAll();
  EXPECT_GT(rounds, 1000u);
  EXPECT_TRUE(fakes::waitForDeadlocks(1, 1).empty());
}

TEST_F(Detector, TwoHundredThreadsInAKnotAreSeenWithinASecond) {
  constexpr int kThreads = 200;
  SyncObject &channel = fakes::makeObject(ObjectKind::kChannel);
  Gate end;
  for (int i = 0; i < kThreads; ++i)
    fakes::startThread([&] {
      fakes::waitFor(op(Operation::kReceive), {{channel.index, op(Operation::kReceive)}}, end.semaphore);
    });
  auto deadlocks = fakes::waitForDeadlocks(1, kSoon);
  ASSERT_EQ(deadlocks.size(), 1u);
  EXPECT_EQ(deadlocks[0].waits.size(), static_cast<size_t>(kThreads));
  end.open(kThreads);
  fakes::joinAll();
}

using DetectorDeathTest = Detector;

/// In a process of its own: one thread waits for ever, the other ends.
void deadlockWith(OnDeadlock choice) {
  fakes::reset(choice);
  fakes::Semaphore semaphore;
  fakes::startThread([&] { semaphore.wait(); });
  fakes::startThread([] { usleep(10000); });
  sleep(5); // longer than it takes, and not woken by the report
  _exit(1);
}

TEST_F(DetectorDeathTest, ReportAndExitEndsTheProcess) {
  EXPECT_EXIT(deadlockWith(OnDeadlock::kReportAndExit), ::testing::ExitedWithCode(66), "");
}

TEST_F(DetectorDeathTest, AbortRaisesTheSignalEvenIfItIsHandled) {
  EXPECT_EXIT(
      {
        signal(SIGABRT, [](int) { _exit(3); });
        deadlockWith(OnDeadlock::kAbort);
      },
      ::testing::KilledBySignal(SIGABRT), "gordian: error: the program is deadlocked");
}

// The watchdog must not keep a process alive whose last thread ends.
TEST_F(DetectorDeathTest, TheWatchdogDoesNotOutliveTheProgram) {
  EXPECT_EXIT(
      {
        fakes::reset();
        fakes::Semaphore semaphore;
        fakes::startThread([&] { semaphore.wait(); });
        usleep(50000);
        semaphore.post();
        fakes::joinAll();
        exit(5);
      },
      ::testing::ExitedWithCode(5), "");
}

} // namespace
} // namespace gordian::deadlock
