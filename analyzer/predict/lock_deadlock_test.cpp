// Lock deadlocks against exhaustive search: nothing false in thousands of random runs, and how much is found.
#include "predict/lock_cycles.h"
#include "predict/lock_deadlock.h"
#include "testing/random_program.h"

#include "gtest/gtest.h"

#include <map>

namespace gordian::predict {
namespace {

using testing::RandomShape;

/// Whoever asks for a lock with others in hand, each thread and set by itself.
struct Orders {
  std::vector<Dependency> dependencies;
  std::vector<Requests> requests;
};

Orders ordersOf(const Program &program) {
  Orders orders;
  std::map<std::tuple<uint32_t, uint32_t, std::vector<uint32_t>>, size_t> numbers;
  for (uint32_t thread = 0; thread < program.threadCount(); ++thread) {
    std::vector<uint32_t> held;
    for (Position at : program.thread(thread)) {
      const Event &event = program.at(at);
      if (event.op == Op::kAcquire) {
        if (!held.empty()) {
          auto [found, is_new] = numbers.try_emplace({thread, event.object, held}, orders.requests.size());
          if (is_new) {
            Dependency dependency{{event.object, false}, {}, {}, {thread}};
            for (uint32_t lock : held)
              dependency.held.push_back({lock, false});
            orders.dependencies.push_back(dependency);
            orders.requests.emplace_back();
          }
          orders.requests[found->second].push_back(at);
        }
        held.push_back(event.object);
      } else if (event.op == Op::kRelease) {
        std::erase(held, event.object);
      }
    }
  }
  return orders;
}

/// Is there a state in which each thread is about to make one of its requests?
bool isReachable(const Program &program, const testing::Reachable &reachable, const std::vector<Requests> &groups) {
  for (const std::vector<uint32_t> &lengths : reachable.lengths) {
    bool is_here = true;
    for (const Requests &group : groups)
      is_here &= std::any_of(group.begin(), group.end(), [&](Position request) {
        return lengths[program.at(request).thread] == program.at(request).index;
      });
    if (is_here)
      return true;
  }
  return false;
}

/// Runs the witness on the machine: it must be possible, and end just before the requests.
bool leadsThere(const Program &program, const LockDeadlock &found) {
  Machine machine(program);
  for (Position event : found.witness) {
    Move move;
    if (program.at(event).index < machine.lengths()[program.at(event).thread])
      continue; // the receive that its send took along
    if (machine.next(program.at(event).thread) != event || !machine.moveOf(program.at(event).thread, Guard::kStrict, move))
      return false;
    machine.make(move);
  }
  return std::all_of(found.requests.begin(), found.requests.end(), [&](Position request) {
    return machine.next(program.at(request).thread) == request && machine.isBlocked(program.at(request).thread);
  });
}

TEST(LockDeadlock, NothingFalseAndNearlyEverythingFoundInThousandsOfRandomRuns) {
  std::mt19937 random(20240701);
  int patterns = 0, impossible = 0, possible = 0, preserving = 0, found_in_all = 0;
  for (int round = 0; round < 40'000; ++round) {
    bool has_messages = round % 2;
    RandomShape shape{.threads = 2 + uint32_t(random() % 2), .locks = 2 + uint32_t(random() % 2), .channels = has_messages, .operations = 8};
    std::vector<uint32_t> capacities;
    testing::Script script = testing::randomScript(random, shape, capacities);
    std::optional<Program> run = testing::randomRun(random, testing::programOf(script, shape, capacities));
    if (!run)
      continue;
    Orders orders = ordersOf(*run);
    bool is_whole = false;
    std::vector<LockCycle> cycles = findLockCycles(orders.dependencies, 100'000, is_whole);
    ASSERT_TRUE(is_whole);
    if (cycles.empty())
      continue;
    testing::Reachable reachable = testing::explore(*run, 100'000);
    ASSERT_TRUE(reachable.is_whole);
    for (const LockCycle &cycle : cycles) {
      if (!cycle.has_threads)
        continue;
      std::vector<Requests> groups;
      for (size_t dependency : cycle.dependencies)
        groups.push_back(orders.requests[dependency]);
      bool is_possible = isReachable(*run, reachable, groups);
      uint64_t work = 1'000'000;
      LockDeadlock kept;
      bool is_preserving = isSyncPreservingDeadlock(*run, groups, work, kept);
      LockDeadlock found = findLockDeadlock(*run, groups, work);
      bool is_found = found.answer == LockDeadlock::Answer::kReachable;
      ASSERT_TRUE(!is_found || is_possible) << "a false prediction in round " << round;
      ASSERT_TRUE(!is_found || leadsThere(*run, found)) << "a wrong witness in round " << round;
      ++patterns;
      impossible += !is_possible;
      if (has_messages)
        continue; // other messages than those of the run may make more possible
      possible += is_possible;
      preserving += is_preserving;
      found_in_all += is_found;
    }
  }
  std::printf("%d patterns, %d impossible; of %d possible ones %d found keeping the order of sections, %d in all\n", patterns, impossible, possible,
              preserving, found_in_all);
  EXPECT_GT(possible, 1500);
  EXPECT_GT(impossible, 10) << "some patterns must be impossible, or nothing was tested";
  EXPECT_GE(found_in_all, possible * 98 / 100);
}

} // namespace
} // namespace gordian::predict
