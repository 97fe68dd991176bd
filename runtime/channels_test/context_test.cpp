// Contexts: what cancels what, what is said why, values, and that nothing is lost or kept for ever.
#include "support.h"

#include <gordian/context.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using gordian::context;

TEST(Context, BackgroundIsNeverCanceled) {
  context root = context::background();
  root.cancel();
  EXPECT_FALSE(root.canceled());
  EXPECT_EQ(root.err(), "");
  EXPECT_EQ(root.done(), gordian::chan<gordian::void_t>(nullptr));
}

TEST(Context, CancelReachesAllBelowAndNothingAbove) {
  context top = context::background().with_cancel(), middle = top.with_cancel(), low = middle.with_value("k", 1),
          side = top.with_cancel();
  middle.cancel();
  EXPECT_EQ(middle.err(), "context canceled");
  EXPECT_EQ(low.err(), "context canceled");
  EXPECT_FALSE(low.done().receive());
  EXPECT_FALSE(top.canceled());
  EXPECT_FALSE(side.canceled());
  middle.cancel();
}

TEST(Context, MadeFromACanceledOneIsCanceled) {
  context top = context::background().with_cancel();
  top.cancel();
  EXPECT_TRUE(top.with_cancel().canceled());
  EXPECT_EQ(top.with_timeout(1h).err(), "context canceled");
  EXPECT_TRUE(top.with_value("k", 1).canceled());
}

TEST(Context, TimeoutCancelsWithItsOwnReason) {
  const auto begin = std::chrono::steady_clock::now();
  context timed = context::background().with_timeout(10ms), below = timed.with_cancel();
  EXPECT_FALSE(timed.canceled());
  EXPECT_FALSE(below.done().receive());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 10ms);
  EXPECT_EQ(timed.err(), "context deadline exceeded");
  EXPECT_EQ(below.err(), "context deadline exceeded");
}

TEST(Context, CancelBeforeTheDeadlineCounts) {
  // On a busy machine the deadline may come first; then it was no such case.
  for (;;) {
    const auto deadline = std::chrono::steady_clock::now() + 20ms;
    context timed = context::background().with_deadline(deadline);
    timed.cancel();
    if (std::chrono::steady_clock::now() >= deadline)
      continue;
    std::this_thread::sleep_until(deadline + 1ms);
    EXPECT_EQ(timed.err(), "context canceled");
    return;
  }
}

TEST(Context, DeadlineInThePastCancelsAtOnce) {
  EXPECT_EQ(context::background().with_deadline(std::chrono::steady_clock::now() - 1s).err(),
            "context deadline exceeded");
  EXPECT_FALSE(context::background().with_timeout(std::chrono::hours::max()).canceled());
}

TEST(Context, EarlierDeadlineOfTheParentCounts) {
  EXPECT_FALSE(context::background().with_timeout(5ms).with_timeout(1h).done().receive());
}

TEST(Context, DoneChannelIsClosedEvenWhenNoContextIsLeft) {
  context top = context::background().with_cancel();
  gordian::chan<gordian::void_t> done = top.with_cancel().with_value("k", 1).done();
  EXPECT_FALSE(done.is_closed());
  top.cancel();
  EXPECT_TRUE(done.is_closed());
  EXPECT_FALSE(context::background().with_timeout(1ms).done().receive());
}

TEST(Context, ValuesAreFoundFromTheNearest) {
  context outer = context::background().with_value("user", std::string("ann")).with_value("id", 1);
  context inner = outer.with_cancel().with_value("id", 2);
  EXPECT_EQ(std::any_cast<int>(outer.value("id")), 1);
  EXPECT_EQ(std::any_cast<int>(inner.value("id")), 2);
  EXPECT_EQ(std::any_cast<std::string>(inner.value("user")), "ann");
  EXPECT_FALSE(inner.value("none").has_value());
  EXPECT_FALSE(context::background().value("id").has_value());
}

TEST(Context, CanBeSelectedOn) {
  context timed = context::background().with_timeout(5ms);
  gordian::chan<int> results;
  EXPECT_EQ(gordian::select(gordian::on_receive(results, [](auto) {}), gordian::on_receive(timed.done(), [](auto) {})),
            1u);
}

TEST(Context, CancelFromManyThreadsAtOnce) {
  for (int round = 0; round < 200; ++round) {
    context top = context::background().with_cancel(), low = top.with_timeout(std::chrono::microseconds(round));
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
      threads.emplace_back([&, i] {
        context mine = i % 2 ? top : low;
        mine.cancel();
        EXPECT_TRUE(mine.canceled());
        EXPECT_FALSE(mine.err().empty());
      });
    EXPECT_FALSE(low.done().receive());
    for (std::thread &each : threads)
      each.join();
  }
}

TEST(Context, LongLivedOneDoesNotKeepWhatNobodyKnows) {
  const context top = context::background().with_cancel();
  auto value = std::make_shared<int>(1);
  for (int i = 0; i < 10000; ++i)
    top.with_value("k", value);
  EXPECT_LT(value.use_count(), 100);
  const context kept = top.with_value("k", value);
  gordian::chan<gordian::void_t> done = top.with_cancel().done();
  for (int i = 0; i < 1000; ++i)
    top.with_cancel();
  context(top).cancel();
  EXPECT_TRUE(kept.canceled());
  EXPECT_TRUE(done.is_closed());
}

TEST(Context, ValuesMayUseContextsWhileTheyAreDestroyed) {
  struct Closing {
    context inner;
    explicit Closing(context its_inner) : inner(std::move(its_inner)) {}
    Closing(const Closing &) = default;
    ~Closing() { inner.cancel(); }
  };
  context inner = context::background().with_cancel();
  {
    context outer = context::background().with_cancel();
    outer.with_value("k", std::any(std::in_place_type<Closing>, inner)).cancel();
  }
  EXPECT_TRUE(inner.canceled());
}
