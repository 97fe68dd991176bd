// Deadlocks of locks and channels from one run that had none, against exhaustive search of what the program can do.
#include "predict/freeze_drain.h"
#include "testing/random_program.h"

#include "gtest/gtest.h"

namespace gordian::predict {
namespace {

using testing::RandomShape;

struct Sample {
  Program run;
  testing::Reachable reachable;
};

/// Programs that can deadlock, of which at most one run in ten does: those which testing by luck does not find.
std::vector<Sample> hardPrograms(std::mt19937 &random, size_t count) {
  std::vector<Sample> samples;
  while (samples.size() < count) {
    RandomShape shape{.threads = 3 + uint32_t(random() % 2), .locks = 2, .channels = 2, .operations = 7};
    std::vector<uint32_t> capacities;
    testing::Script script = testing::randomScript(random, shape, capacities);
    Program program = testing::programOf(script, shape, capacities);
    std::optional<Program> run;
    int stuck = 0;
    for (int i = 0; i < 30 && stuck <= 3; ++i)
      if (std::optional<Program> one = testing::randomRun(random, program))
        run = std::move(one);
      else
        ++stuck;
    if (!run || stuck > 3)
      continue;
    testing::Reachable reachable = testing::explore(*run, 30'000);
    if (reachable.is_whole && !reachable.deadlocks.empty())
      samples.push_back({std::move(*run), std::move(reachable)});
  }
  return samples;
}

std::vector<uint32_t> lengthsOf(const Program &program, const Stuck &stuck) {
  std::vector<uint32_t> lengths(program.threadCount());
  for (uint32_t thread = 0; thread < lengths.size(); ++thread)
    lengths[thread] = uint32_t(program.thread(thread).size());
  for (const StuckThread &one : stuck.threads)
    lengths[one.thread] = program.at(one.event).index;
  return lengths;
}

TEST(FreezeDrain, FindsTheDeadlocksThatRunsSeldomShowAndNoneThatIsNot) {
  std::mt19937 random(4711);
  int predicted = 0, strict = 0;
  std::vector<Sample> samples = hardPrograms(random, 200);
  for (const Sample &sample : samples) {
    bool is_predicted = false, is_strict = false;
    auto tryOut = [&](const std::vector<Position> &frozen, Guard guard, Draining draining) {
      uint64_t work = 100'000;
      Stuck stuck = freezeAndDrain(sample.run, frozen, guard, draining, work);
      if (!stuck.is_reached)
        return;
      ASSERT_TRUE(sample.reachable.deadlocks.count(lengthsOf(sample.run, stuck))) << "a deadlock that cannot be";
      is_predicted = true;
      is_strict |= stuck.is_strict;
    };
    std::vector<Position> events = freezable(sample.run, {}, 100);
    for (auto [guard, draining] : {std::pair(Guard::kStrict, Draining::kEarliest), {Guard::kStrict, Draining::kLatest},
                                   {Guard::kFree, Draining::kEarliest}, {Guard::kFree, Draining::kLatest}})
      for (size_t i = 0; i < events.size() && !is_strict; ++i) {
        tryOut({events[i]}, guard, draining);
        for (size_t j = i + 1; j < events.size(); ++j)
          if (sample.run.at(events[i]).thread != sample.run.at(events[j]).thread)
            tryOut({events[i], events[j]}, guard, draining);
      }
    predicted += is_predicted;
    strict += is_strict;
  }
  std::printf("%zu hard programs: %d predicted, %d of them with every message as it was\n", samples.size(), predicted,
              strict);
  EXPECT_GE(predicted, int(samples.size()) * 95 / 100);
}

} // namespace
} // namespace gordian::predict
