// What the detector is told of waiting, of the companions of channels, and of timers.
#include "fake_detector.h"
#include "support.h"

#include <gordian/context.hpp>
#include <gordian/sync.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <shared_mutex>
#include <vector>

using namespace std::chrono_literals;
using gordian::chan;

namespace {

std::vector<std::string> hooksOf(const std::vector<fake::Call> &calls) {
  std::vector<std::string> hooks;
  for (const fake::Call &call : calls)
    hooks.push_back(call.hook);
  return hooks;
}

using Hooks = std::vector<std::string>;

class WaitHooks : public testing::Test {
protected:
  void SetUp() override { fake::clear(); }
  void TearDown() override { EXPECT_EQ(fake::violations(), Hooks()); }
  static void awaitWaits(int count) {
    EXPECT_TRUE(eventually([&] { return fake::count("wait_check") >= count; }));
  }
};

} // namespace

TEST_F(WaitHooks, WaitIsAnnouncedCheckedAndEnded) {
  chan<int> numbers;
  std::thread receiver([&] { numbers.receive(); });
  awaitWaits(1);
  numbers.send(1);
  receiver.join();
  EXPECT_EQ(hooksOf(fake::calls()), (Hooks{"chan_make", "wait_begin", "wait_check", "chan_rendezvous", "wait_end"}));
  const fake::Call begin = fake::calls({"wait_begin"})[0];
  EXPECT_EQ(begin.number, GORDIAN_WAIT_RECEIVE);
  EXPECT_EQ(begin.after, 0) << "not timed";
  ASSERT_EQ(begin.cases.size(), 1u);
  EXPECT_EQ(begin.cases[0].object, fake::calls({"chan_make"})[0].object);
  EXPECT_EQ(begin.cases[0].operation, GORDIAN_WAIT_RECEIVE);
}

TEST_F(WaitHooks, InnerLockIsHeldWhileAWaitIsAnnounced) {
  for (const bool is_select : {false, true}) {
    fake::clear();
    chan<int> numbers, other;
    std::atomic<bool> is_through{false};
    std::thread partner;
    fake::onWaitBegin([&] {
      partner = std::thread([&] {
        numbers.try_send(1); // must come after the announcement is over
        is_through = true;
      });
      letOthersWait();
      EXPECT_FALSE(is_through);
    });
    if (is_select)
      gordian::select(gordian::on_receive(other, [](auto) {}), gordian::on_receive(numbers, [](auto) {}));
    else
      numbers.receive();
    partner.join();
    EXPECT_TRUE(is_through);
  }
}

TEST_F(WaitHooks, TimedWaitsSaySo) {
  chan<int> numbers, nil = nullptr;
  numbers.receive_for(1ms);
  numbers.send_for(1, 1ms);
  nil.receive_for(1ms);
  gordian::select(gordian::on_receive(numbers, [](auto) {}), gordian::on_timeout(1ms, [] {}));
  const auto begins = fake::calls({"wait_begin"});
  ASSERT_EQ(begins.size(), 4u);
  for (const fake::Call &begin : begins)
    EXPECT_EQ(begin.after, 1);
  EXPECT_EQ(begins[1].number, GORDIAN_WAIT_SEND);
  EXPECT_EQ(begins[2].object, nullptr);
  EXPECT_EQ(begins[3].number, GORDIAN_WAIT_SELECT);
  EXPECT_EQ(fake::count("wait_end"), 4);
}

TEST_F(WaitHooks, SelectAnnouncesAllItsCases) {
  chan<int> a, b, nil = nullptr;
  std::thread waiter([&] {
    gordian::select(gordian::on_receive(a, [](auto) {}), gordian::on_send(nil, 1, [] {}),
                    gordian::on_send(b, 1, [] {}));
  });
  awaitWaits(1);
  b.receive();
  waiter.join();
  const auto makes = fake::calls({"chan_make"});
  const auto cases = fake::calls({"wait_begin"})[0].cases;
  ASSERT_EQ(cases.size(), 3u);
  EXPECT_EQ(cases[0].object, makes[0].object);
  EXPECT_EQ(cases[0].operation, GORDIAN_WAIT_RECEIVE);
  EXPECT_EQ(cases[1].object, nullptr);
  EXPECT_EQ(cases[1].operation, GORDIAN_WAIT_SEND);
  EXPECT_EQ(cases[2].object, makes[1].object);
  EXPECT_EQ(cases[2].operation, GORDIAN_WAIT_SEND);
}

TEST_F(WaitHooks, WaitGroupTellsCountersGrantAndWait) {
  auto group = std::make_unique<gordian::wait_group>();
  group->add(2);
  std::thread waiter([&] { group->wait(); });
  awaitWaits(1);
  group->done();
  group->done();
  waiter.join();
  EXPECT_THROW(group->done(), std::logic_error);
  const void *const address = group.get();
  group.reset();
  const auto adds = fake::calls({"wait_group_add"});
  ASSERT_EQ(adds.size(), 4u);
  EXPECT_EQ(adds[0].number, 2);
  EXPECT_EQ(adds[0].after, 2);
  EXPECT_EQ(adds[2].after, 0);
  EXPECT_EQ(adds[3].after, -1);
  for (const fake::Call &call : fake::calls({"wait_granted", "wait_group_waited", "object_destroy"}))
    EXPECT_EQ(call.object, address);
  EXPECT_EQ(hooksOf(fake::calls({"wait_granted", "wait_group_waited", "object_destroy"})),
            (Hooks{"wait_granted", "wait_group_waited", "object_destroy"}));
}

TEST_F(WaitHooks, GroupsAndOnceRunTheProgramOutsideOfIgnoredRegions) {
  gordian::wait_group group;
  group.go([] { EXPECT_EQ(fake::ignoreDepth(), 0); });
  group.wait();
  gordian::error_group errors;
  errors.set_limit(1);
  errors.go([] { EXPECT_EQ(fake::ignoreDepth(), 0); });
  errors.wait();
  gordian::once once;
  once.call([] { EXPECT_EQ(fake::ignoreDepth(), 0); });
}

TEST_F(WaitHooks, OnceReleasesAtItsEndAndOthersAcquire) {
  gordian::once once;
  std::thread first([&] {
    once.call([&] { awaitWaits(1); });
    EXPECT_EQ(fake::violations(), Hooks());
  });
  letOthersWait();
  once.call([] {});
  first.join();
  once.call([] {});
  EXPECT_EQ(hooksOf(fake::calls({"release", "acquire"})), (Hooks{"release", "acquire", "acquire"}));
  EXPECT_EQ(fake::calls({"wait_begin"})[0].number, GORDIAN_WAIT_ONCE);
}

TEST_F(WaitHooks, RwMutexTellsModesAndAllWhoWaitedAnnounceAnew) {
  gordian::rw_mutex mutex;
  mutex.lock();
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&] {
      const std::unique_lock lock(mutex);
      EXPECT_EQ(fake::ignoreDepth(), 0);
    });
  awaitWaits(2);
  mutex.unlock(); // one writer gets the lock, the other waits once more or finds it free
  for (std::thread &each : threads)
    each.join();
  { const std::shared_lock lock(mutex); }

  int held = 0;
  for (const fake::Call &call : fake::calls({"lock_acquired", "lock_released"})) {
    held += call.hook == "lock_acquired" ? 1 : -1;
    EXPECT_TRUE(held == 0 || held == 1) << call;
  }
  EXPECT_EQ(held, 0);
  EXPECT_EQ(fake::calls({"lock_acquired"}).back().number, GORDIAN_LOCK_SHARED);
  EXPECT_EQ(fake::calls({"wait_begin"})[0].number, GORDIAN_WAIT_LOCK);
  EXPECT_GE(fake::count("wait_granted"), 1);
  EXPECT_EQ(fake::count("wait_begin"), fake::count("wait_end"));
}

TEST_F(WaitHooks, TimerIsPendingUntilItHasFiredInTheNameOfTheSystemThread) {
  gordian::after(1ms).receive();
  EXPECT_TRUE(eventually([] { return fake::count("timers_pending") == 2; }));
  EXPECT_TRUE(eventually([] { return fake::count("object_destroy") == 1; }));
  const auto calls = fake::calls({"timer_arm", "timers_pending", "timer_fire", "chan_send", "object_destroy"});
  ASSERT_EQ(hooksOf(calls),
            (Hooks{"timer_arm", "timers_pending", "timer_fire", "chan_send", "timers_pending", "object_destroy"}));
  EXPECT_EQ(calls[0].by, fake::self());
  EXPECT_EQ(calls[0].object, calls[2].object);
  EXPECT_EQ(calls[1].number, +1);
  EXPECT_NE(calls[3].by, fake::self());
  EXPECT_EQ(calls[3].thread, calls[2].by) << "the send is the system thread's";
  EXPECT_EQ(calls[4].number, -1);
}

TEST_F(WaitHooks, TickerIsPendingUntilItIsStopped) {
  {
    gordian::ticker ticker(1ms);
    ticker.channel().receive();
    ticker.channel().receive();
    const auto pending = fake::calls({"timers_pending"});
    ASSERT_EQ(pending.size(), 1u);
    EXPECT_EQ(pending[0].number, +1);
  }
  const auto pending = fake::calls({"timers_pending"});
  ASSERT_EQ(pending.size(), 2u);
  EXPECT_EQ(pending[1].number, -1);
}

TEST_F(WaitHooks, DeadlineClosesTheDoneChannelAsTheTimer) {
  gordian::context timed = gordian::context::background().with_timeout(1ms);
  timed.done().receive();
  EXPECT_TRUE(eventually([] { return fake::count("timers_pending") == 2; }));
  const auto calls = fake::calls({"timer_arm", "timer_fire", "chan_close"});
  ASSERT_EQ(hooksOf(calls), (Hooks{"timer_arm", "timer_fire", "chan_close"}));
  EXPECT_EQ(calls[1].by, calls[2].by);
  EXPECT_NE(calls[2].by, fake::self());
}

TEST_F(WaitHooks, CanceledDeadlineIsNoLongerPending) {
  gordian::context timed = gordian::context::background().with_timeout(1h);
  timed.cancel();
  int64_t pending = 0;
  for (const fake::Call &call : fake::calls({"timers_pending"}))
    pending += call.number;
  EXPECT_EQ(pending, 0);
}

TEST_F(WaitHooks, CanceledContextIsSeenAsAReceiveOfTheClose) {
  gordian::context top = gordian::context::background().with_cancel();
  EXPECT_FALSE(top.canceled());
  EXPECT_EQ(fake::count("chan_receive_closed"), 0);
  top.cancel();
  EXPECT_TRUE(top.canceled());
  EXPECT_EQ(fake::count("chan_receive_closed"), 1);
}
