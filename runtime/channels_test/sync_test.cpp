// wait_group, error_group, rw_mutex and once.
#include "support.h"

#include <gordian/sync.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

using namespace std::chrono_literals;

TEST(WaitGroup, WaitReturnsAtZeroOnly) {
  gordian::wait_group group;
  group.wait();
  group.add(2);
  std::atomic<bool> is_over{false};
  std::thread waiter([&] {
    group.wait();
    is_over = true;
  });
  group.done();
  letOthersWait();
  EXPECT_FALSE(is_over);
  group.done();
  waiter.join();
}

TEST(WaitGroup, GoCountsTheThread) {
  gordian::wait_group group;
  std::vector<int> results(8);
  for (int i = 0; i < 8; ++i)
    group.go([&results, i] { results[i] = i + 1; });
  group.wait();
  for (int i = 0; i < 8; ++i)
    EXPECT_EQ(results[i], i + 1);
}

TEST(WaitGroup, GoDestroysTheFunctionBeforeItCountsAsDone) {
  auto captured = std::make_shared<int>(1);
  gordian::wait_group group;
  group.go([captured] {});
  group.wait();
  EXPECT_EQ(captured.use_count(), 1);
}

TEST(WaitGroup, BelowZeroThrowsAndLeavesTheCounterAlone) {
  gordian::wait_group group;
  EXPECT_THROW(group.done(), std::logic_error);
  group.add(1);
  EXPECT_THROW(group.add(-2), std::logic_error);
  group.done();
  group.wait();
}

TEST(WaitGroup, MayBeDestroyedAsSoonAsWaitReturns) {
  for (int i = 0; i < 2000; ++i) {
    auto group = std::make_unique<gordian::wait_group>();
    group->add(1);
    std::thread worker([raw = group.get()] { raw->done(); });
    group->wait();
    group.reset();
    worker.join();
  }
}

TEST(WaitGroup, CanBeUsedAgain) {
  gordian::wait_group group;
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> done{0};
    for (int i = 0; i < 3; ++i)
      group.go([&] { ++done; });
    group.wait();
    EXPECT_EQ(done, 3);
  }
}

TEST(ErrorGroup, WaitThrowsTheFirstError) {
  gordian::error_group group;
  gordian::chan<int> second;
  group.go([] { return std::make_error_code(std::errc::io_error); });
  letOthersWait();
  group.go([]() -> std::error_code { throw std::runtime_error("later"); });
  group.go([] {});
  for (int i = 0; i < 2; ++i) {
    try {
      group.wait();
      FAIL() << "no error";
    } catch (const std::system_error &error) {
      EXPECT_EQ(error.code(), std::errc::io_error);
    }
  }
}

TEST(ErrorGroup, WaitThrowsWhatAThreadThrew) {
  gordian::error_group group;
  group.go([] { throw std::out_of_range("far"); });
  EXPECT_THROW(group.wait(), std::out_of_range);
}

TEST(ErrorGroup, SuccessIsSilent) {
  gordian::error_group group;
  group.go([] { return std::error_code(); });
  group.wait();
}

TEST(ErrorGroup, LimitIsReachedAndNeverExceeded) {
  gordian::error_group group;
  group.set_limit(3);
  std::atomic<int> running{0}, most{0};
  for (int i = 0; i < 60; ++i)
    group.go([&] {
      const int now = ++running;
      for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
      }
      std::this_thread::sleep_for(1ms);
      --running;
    });
  group.wait();
  EXPECT_EQ(most, 3);
}

TEST(ErrorGroup, GoBlocksAtTheLimit) {
  gordian::error_group group;
  gordian::chan<int> release;
  group.set_limit(1);
  group.go([&] { release.receive(); });
  EXPECT_THROW(group.set_limit(2), std::logic_error);
  std::atomic<bool> is_started{false};
  std::thread second([&] {
    group.go([] {});
    is_started = true;
  });
  letOthersWait();
  EXPECT_FALSE(is_started);
  release.send(1);
  second.join();
  group.wait();
}

TEST(RwMutex, ExcludesWritersAndAdmitsReadersTogether) {
  gordian::rw_mutex mutex;
  long value = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 3000; ++i) {
        std::unique_lock lock(mutex);
        ++value;
      }
    });
    threads.emplace_back([&] {
      for (int i = 0; i < 3000; ++i) {
        std::shared_lock lock(mutex);
        ASSERT_GE(value, 0);
      }
    });
  }
  for (std::thread &each : threads)
    each.join();
  EXPECT_EQ(value, 9000);

  mutex.lock_shared();
  std::thread reader([&] { std::shared_lock lock(mutex); });
  reader.join();
  mutex.unlock_shared();
}

TEST(RwMutex, WaitingWriterKeepsNewReadersOut) {
  gordian::rw_mutex mutex;
  std::atomic<int> order{0};
  int writer_place = 0, reader_place = 0;
  mutex.lock_shared();
  std::thread writer([&] {
    std::unique_lock lock(mutex);
    writer_place = ++order;
  });
  letOthersWait();
  std::thread reader([&] {
    std::shared_lock lock(mutex);
    reader_place = ++order;
  });
  letOthersWait();
  EXPECT_EQ(order, 0);
  mutex.unlock_shared();
  writer.join();
  reader.join();
  EXPECT_EQ(writer_place, 1);
  EXPECT_EQ(reader_place, 2);
}

TEST(RwMutex, ReadersThatWaitedForAWriterGoBeforeTheNextWriter) {
  gordian::rw_mutex mutex;
  std::atomic<int> order{0};
  int writer_place = 0, reader_place = 0;
  mutex.lock();
  std::thread writer([&] {
    std::unique_lock lock(mutex);
    writer_place = ++order;
  });
  letOthersWait();
  std::thread reader([&] {
    std::shared_lock lock(mutex);
    reader_place = ++order;
  });
  letOthersWait();
  mutex.unlock();
  writer.join();
  reader.join();
  EXPECT_EQ(reader_place, 1);
  EXPECT_EQ(writer_place, 2);
}

TEST(RwMutex, GivingBackWhatIsNotHeldThrows) {
  gordian::rw_mutex mutex;
  EXPECT_THROW(mutex.unlock(), std::logic_error);
  EXPECT_THROW(mutex.unlock_shared(), std::logic_error);
  mutex.lock_shared();
  EXPECT_THROW(mutex.unlock(), std::logic_error);
  mutex.unlock_shared();
}

TEST(Once, RunsOnceAndOthersWaitForTheEnd) {
  gordian::once once;
  int value = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      once.call([&] {
        letOthersWait();
        ++value;
      });
      EXPECT_EQ(value, 1);
    });
  for (std::thread &each : threads)
    each.join();
}

TEST(Once, CountsAsDoneWhenItEndsByAnException) {
  gordian::once once;
  EXPECT_THROW(once.call([] { throw std::runtime_error("no"); }), std::runtime_error);
  once.call([] { FAIL() << "called again"; });
}
