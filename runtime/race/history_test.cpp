// Stacks and locks rebuilt from the ring, against a list of all moments.
#include "race/history.h"

#include "abi/log_format.h"
#include "testing/simulated.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace gordian {
namespace {

struct Remembered {
  Clock clock;
  u32 position;
  std::vector<u64> frames;  // innermost first
};

History::Sought soughtFor(const Remembered &moment) {
  return {moment.clock, moment.position % (1u << cell::kPositionBits), history::tagOf(moment.frames.empty() ? 0 : moment.frames[0])};
}

TEST(History, EveryMomentWithinReachIsRebuiltExactly) {
  testing::startOnce();
  History history;
  history.start(4 * History::kPartEvents);
  std::mt19937 random(7);
  std::vector<u64> frames;
  std::vector<Remembered> moments;
  Clock clock{};
  u32 began = 0;
  for (u32 i = 0; i < 60'000; ++i) {
    if (frames.empty() || (frames.size() < 200 && random() % 2)) {
      frames.push_back(0x400000 + random() % 1000 * 64);
      history.enter(frames.back(), history::tagOf(frames.back()));
    } else {
      u32 depth = static_cast<u32>(random() % 10 ? frames.size() - 1 : random() % frames.size());
      frames.resize(depth);
      history.unwind(depth);
    }
    if (random() % 16 == 0) {
      history.epoch(clock = next(clock));
      began = history.position();
    }
    // Those which the position in a cell tells apart.
    bool is_told_apart = history.position() - began < 1u << cell::kPositionBits;
    if (raw(clock) && is_told_apart && !frames.empty() && random() % 8 == 0) moments.push_back({clock, history.position(), {frames.rbegin(), frames.rend()}});
  }
  static History::Moment moment;
  u32 known = 0;
  for (const Remembered &expected : moments) {
    history.rebuild(soughtFor(expected), moment);
    if (!moment.is_known) continue;
    ++known;
    ASSERT_EQ(std::vector<u64>(moment.frames, moment.frames + moment.depth), expected.frames);
  }
  // At least three of the four parts are whole at any time.
  EXPECT_GE(known, 3 * History::kPartEvents / 10 / 2);
  EXPECT_LT(known, moments.size());
  history.rebuild(soughtFor(moments.back()), moment);
  EXPECT_TRUE(moment.is_known);
  history.stop();
}

TEST(History, InALongEpochTheFunctionOfTheSiteDecides) {
  testing::startOnce();
  History history;
  history.start(4 * History::kPartEvents);
  history.epoch(static_cast<Clock>(5));
  u32 position = 0;
  for (u64 i = 1; i <= 1000; ++i) {
    u32 depth = history.enter(0x1000 * i, history::tagOf(0x77000 + i * 64));
    if (i == 700) position = history.position() % (1u << cell::kPositionBits);
    history.unwind(depth);
  }
  static History::Moment moment;
  history.rebuild({static_cast<Clock>(5), position, history::tagOf(0x77000 + 700 * 64)}, moment);
  ASSERT_TRUE(moment.is_known);
  ASSERT_EQ(moment.depth, 1u);
  EXPECT_EQ(moment.frames[0], 0x1000u * 700);
  history.rebuild({static_cast<Clock>(6), position, 0}, moment);
  EXPECT_FALSE(moment.is_known);
  history.stop();
}

TEST(History, LocksHeldAndTheNextReleaseAreRebuilt) {
  testing::startOnce();
  History history;
  history.start(4 * History::kPartEvents);
  history.epoch(static_cast<Clock>(1));
  history.enter(0x1000, history::tagOf(0x1000));
  history.lock(5, 0, static_cast<Site>(70));
  history.lock(6, 1, static_cast<Site>(71));
  u32 both = history.position();
  history.unlock(5, static_cast<Site>(72));
  u32 one = history.position();
  history.release(9, static_cast<u16>(log_format::Operation::kSend), static_cast<Site>(73));
  static History::Moment moment;
  history.rebuild({static_cast<Clock>(1), both, history::tagOf(0x1000)}, moment);
  ASSERT_EQ(moment.lock_count, 2u);
  EXPECT_EQ(moment.locks[0].object, 5u);
  EXPECT_EQ(moment.locks[1].mode, 1u);
  EXPECT_EQ(moment.release_operation, static_cast<u16>(log_format::Operation::kUnlock));
  EXPECT_EQ(raw(moment.release_site), 72u);
  history.rebuild({static_cast<Clock>(1), one, history::tagOf(0x1000)}, moment);
  ASSERT_EQ(moment.lock_count, 1u);
  EXPECT_EQ(moment.locks[0].object, 6u);
  EXPECT_EQ(moment.release_operation, static_cast<u16>(log_format::Operation::kSend));
  EXPECT_EQ(moment.release_object, 9u);
  history.stop();
}

TEST(History, DeepStacksKeepTheirInnermostFrames) {
  testing::startOnce();
  History history;
  history.start(4 * History::kPartEvents);
  for (u32 i = 0; i < 30'000; ++i) history.enter(i + 1, history::tagOf(i));
  history.epoch(static_cast<Clock>(1));
  static History::Moment moment;
  history.rebuild({static_cast<Clock>(1), history.position() % (1u << cell::kPositionBits), 0}, moment);
  ASSERT_TRUE(moment.is_known);
  ASSERT_EQ(moment.depth, History::Moment::kMaxDepth);
  EXPECT_EQ(moment.frames[0], 30'000u);
  EXPECT_EQ(moment.frames[255], 30'000u - 255);
  history.stop();
}

}  // namespace
}  // namespace gordian
