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
  u32 position;
  std::vector<u64> frames;  // innermost first
};

TEST(History, EveryMomentWithinReachIsRebuiltExactly) {
  testing::startOnce();
  History history;
  history.start(4 * History::kPartEvents);
  std::mt19937 random(7);
  std::vector<u64> frames;
  std::vector<Remembered> moments;
  for (u32 i = 0; i < 60'000; ++i) {
    if (frames.empty() || (frames.size() < 200 && random() % 2)) {
      frames.push_back(0x400000 + random() % 1000);
      history.enter(frames.back());
    } else {
      u32 depth = static_cast<u32>(random() % 10 ? frames.size() - 1 : random() % frames.size());
      frames.resize(depth);
      history.unwind(depth);
    }
    if (random() % 16 == 0) history.epoch(static_cast<Clock>(i));
    if (random() % 8 == 0) moments.push_back({history.position(), {frames.rbegin(), frames.rend()}});
  }
  static History::Moment moment;
  u32 known = 0;
  for (const Remembered &expected : moments) {
    history.rebuild(expected.position, moment);
    if (!moment.is_known) continue;
    ++known;
    ASSERT_EQ(std::vector<u64>(moment.frames, moment.frames + moment.depth), expected.frames);
  }
  // At least three of the four parts are whole at any time.
  EXPECT_GE(known, 3 * History::kPartEvents / 10 / 2);
  EXPECT_LT(known, moments.size());
  history.rebuild(moments.back().position, moment);
  EXPECT_TRUE(moment.is_known);
  history.stop();
}

TEST(History, LocksHeldAndTheNextReleaseAreRebuilt) {
  testing::startOnce();
  History history;
  history.start(4 * History::kPartEvents);
  history.enter(0x1000);
  history.lock(5, 0, static_cast<Site>(70));
  history.lock(6, 1, static_cast<Site>(71));
  u32 both = history.position();
  history.unlock(5, static_cast<Site>(72));
  u32 one = history.position();
  history.release(9, static_cast<u16>(log_format::Operation::kSend), static_cast<Site>(73));
  static History::Moment moment;
  history.rebuild(both, moment);
  ASSERT_EQ(moment.lock_count, 2u);
  EXPECT_EQ(moment.locks[0].object, 5u);
  EXPECT_EQ(moment.locks[1].mode, 1u);
  EXPECT_EQ(moment.release_operation, static_cast<u16>(log_format::Operation::kUnlock));
  EXPECT_EQ(raw(moment.release_site), 72u);
  history.rebuild(one, moment);
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
  for (u32 i = 0; i < 30'000; ++i) history.enter(i + 1);
  static History::Moment moment;
  history.rebuild(history.position(), moment);
  ASSERT_TRUE(moment.is_known);
  ASSERT_EQ(moment.depth, History::Moment::kMaxDepth);
  EXPECT_EQ(moment.frames[0], 30'000u);
  EXPECT_EQ(moment.frames[255], 30'000u - 255);
  history.stop();
}

}  // namespace
}  // namespace gordian
