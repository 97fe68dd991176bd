// The wait-for graph against an exhaustive model, and the shapes that deadlocks have in practice (ALGORITHMS.md 6.3).
#include "deadlock/wait_graph.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace gordian::deadlock {
namespace {

struct Choice {
  bool is_anyone;
  unsigned need;
  std::vector<unsigned> providers;
};
struct Model {
  std::vector<bool> is_live, is_anyone;
  std::vector<std::vector<Choice>> choices;
  unsigned size() const { return is_live.size(); }

  bool isProvider(const Choice &choice, unsigned thread) const {
    if (choice.is_anyone)
      return is_anyone[thread];
    for (unsigned provider : choice.providers)
      if (provider == thread)
        return true;
    return false;
  }
  /// Nobody in `set` can be woken by threads outside it.
  bool isStuck(unsigned set) const {
    for (unsigned t = 0; t < size(); ++t) {
      if (!(set >> t & 1))
        continue;
      if (is_live[t])
        return false;
      for (const Choice &choice : choices[t]) {
        unsigned outside = 0;
        for (unsigned p = 0; p < size(); ++p)
          outside += !(set >> p & 1) && isProvider(choice, p);
        if (outside >= choice.need)
          return false;
      }
    }
    return true;
  }
  /// The union of all sets that are stuck: every subset is tried.
  unsigned deadSet() const {
    unsigned dead = 0;
    for (unsigned set = 1; set < 1u << size(); ++set)
      if (isStuck(set))
        dead |= set;
    return dead;
  }
  /// reach[a] has b: a waits for b, directly or not, through the dead only.
  std::vector<unsigned> reachability(unsigned dead) const {
    std::vector<unsigned> reach(size(), 0);
    for (unsigned a = 0; a < size(); ++a)
      for (unsigned b = 0; b < size(); ++b)
        if (dead >> a & dead >> b & 1)
          for (const Choice &choice : choices[a])
            if (isProvider(choice, b))
              reach[a] |= 1u << b;
    for (unsigned k = 0; k < size(); ++k)
      for (unsigned a = 0; a < size(); ++a)
        if (reach[a] >> k & 1)
          reach[a] |= reach[k];
    return reach;
  }
};

Model randomModel(std::mt19937 &random) {
  auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  Model model;
  unsigned size = 1 + below(8);
  bool has_anyone = below(2), has_live = below(3) != 0;
  for (unsigned t = 0; t < size; ++t) {
    model.is_live.push_back(has_live && below(5) == 0);
    model.is_anyone.push_back(below(6) != 0);
    model.choices.emplace_back();
    if (model.is_live[t])
      continue;
    for (unsigned k = below(8) ? 1 + below(3) / 2 : 0; k; --k) {
      Choice choice = {has_anyone && below(3) == 0, 1 + below(3) / 2, {}};
      for (unsigned p = 0; p < size && !choice.is_anyone; ++p)
        if (below(3) == 0)
          choice.providers.push_back(p);
      if (below(2) && !choice.is_anyone)
        choice.need = choice.providers.size(); // AND
      if (choice.need == 0 && below(3))
        choice.need = kImpossible;
      model.choices[t].push_back(choice);
    }
  }
  return model;
}

void build(const Model &model, WaitGraph &graph) {
  for (unsigned t = 0; t < model.size(); ++t)
    graph.addThread(model.is_live[t], model.is_anyone[t]);
  for (unsigned t = 0; t < model.size(); ++t)
    for (const Choice &choice : model.choices[t]) {
      if (choice.is_anyone) {
        graph.addAnyone(t, choice.need);
        continue;
      }
      graph.addAlternative(t, choice.need);
      for (unsigned provider : choice.providers)
        graph.addProvider(provider);
    }
  graph.solve();
  graph.findClosedSets();
}

TEST(WaitGraph, AgreesWithTheExhaustiveModel) {
  unsigned with_dead = 0, with_victims = 0;
  for (unsigned seed = 1; seed <= 30000; ++seed) {
    std::mt19937 random(seed);
    Model model = randomModel(random);
    WaitGraph graph;
    build(model, graph);
    unsigned dead = model.deadSet();
    std::vector<unsigned> reach = model.reachability(dead);
    unsigned dead_count = 0, victims = 0;
    for (unsigned t = 0; t < model.size(); ++t) {
      bool is_dead = dead >> t & 1;
      dead_count += is_dead;
      ASSERT_EQ(graph.isLive(t), !is_dead) << "seed " << seed << " thread " << t;
      if (!is_dead)
        continue;
      // In a closed set: whatever it reaches reaches it back.
      bool is_closed = true;
      for (unsigned b = 0; b < model.size(); ++b)
        if (reach[t] >> b & 1 && b != t && !(reach[b] >> t & 1))
          is_closed = false;
      ASSERT_EQ(graph.setOf(t) != kNone, is_closed) << "seed " << seed << " thread " << t;
      victims += !is_closed;
      for (unsigned b = 0; b < model.size() && is_closed; ++b)
        if (b != t && dead >> b & 1)
          ASSERT_EQ(graph.setOf(b) == graph.setOf(t), (reach[t] >> b & 1) == 1) << "seed " << seed << " thread " << t;
    }
    ASSERT_EQ(graph.deadCount(), dead_count) << "seed " << seed;
    Array<u32> listed;
    graph.listDead(listed);
    ASSERT_EQ(listed.size(), dead_count) << "seed " << seed;
    unsigned seen = 0;
    bool victims_began = false;
    for (u32 i = 0; i < listed.size(); ++i) {
      seen |= 1u << listed[i];
      victims_began |= graph.setOf(listed[i]) == kNone;
      ASSERT_EQ(graph.setOf(listed[i]) == kNone, victims_began) << "seed " << seed;
    }
    ASSERT_EQ(seen, dead) << "seed " << seed;
    with_dead += dead != 0;
    with_victims += victims != 0;
  }
  // The random graphs must exercise both.
  EXPECT_GT(with_dead, 5000u);
  EXPECT_GT(with_victims, 1000u);
}

/// A graph in words: threads wait for all, or one, of others.
struct Shape {
  WaitGraph graph;
  u32 live() { return graph.addThread(true, true); }
  u32 waiting() { return graph.addThread(false, true); }
  void forAll(u32 thread, std::initializer_list<u32> providers) {
    graph.addAlternative(thread, static_cast<u32>(providers.size()));
    for (u32 provider : providers)
      graph.addProvider(provider);
  }
  void forOne(u32 thread, std::initializer_list<u32> providers) {
    graph.addAlternative(thread, 1);
    for (u32 provider : providers)
      graph.addProvider(provider);
  }
  void solve() {
    graph.solve();
    graph.findClosedSets();
  }
};

TEST(WaitGraph, OwnLockIsSelf) { // D1
  Shape shape;
  u32 other = shape.live(), thread = shape.waiting();
  shape.forAll(thread, {thread});
  shape.solve();
  EXPECT_TRUE(shape.graph.isLive(other));
  ASSERT_EQ(shape.graph.setOf(thread), 0u);
  EXPECT_EQ(shape.graph.kindOf(0), SetKind::kSelf);
}

TEST(WaitGraph, TwoLocksInOppositeOrderAreACycle) { // D2, with a third thread that joins one of them
  Shape shape;
  u32 a = shape.waiting(), joiner = shape.waiting(), b = shape.waiting();
  shape.forAll(a, {b});
  shape.forAll(joiner, {a});
  shape.forAll(b, {a});
  shape.solve();
  ASSERT_EQ(shape.graph.setCount(), 1u);
  EXPECT_EQ(shape.graph.kindOf(0), SetKind::kCycle);
  EXPECT_EQ(shape.graph.setOf(joiner), kNone);
  Array<u32> listed;
  shape.graph.listDead(listed);
  ASSERT_EQ(listed.size(), 3u);
  EXPECT_EQ(listed[0], a);
  EXPECT_EQ(listed[1], b);
  EXPECT_EQ(listed[2], joiner);
}

TEST(WaitGraph, ThreeLocksAreListedAlongTheCycle) { // D3
  Shape shape;
  u32 a = shape.waiting(), b = shape.waiting(), c = shape.waiting();
  shape.forAll(a, {c});
  shape.forAll(c, {b});
  shape.forAll(b, {a});
  shape.solve();
  Array<u32> listed;
  shape.graph.listDead(listed);
  ASSERT_EQ(listed.size(), 3u);
  EXPECT_EQ(listed[0], a);
  EXPECT_EQ(listed[1], c);
  EXPECT_EQ(listed[2], b);
  EXPECT_EQ(shape.graph.kindOf(0), SetKind::kCycle);
}

TEST(WaitGraph, AGateLockLeavesTheHolderLive) { // D4
  Shape shape;
  u32 holder = shape.live(), at_gate = shape.waiting();
  shape.forAll(at_gate, {holder});
  shape.solve();
  EXPECT_EQ(shape.graph.deadCount(), 0u);
}

TEST(WaitGraph, SendUnderALockThatTheReceiverNeedsIsAKnot) { // D9
  Shape shape;
  u32 sender = shape.waiting(), receiver = shape.waiting();
  shape.graph.addAnyone(sender, 1);
  shape.forAll(receiver, {sender});
  shape.solve();
  EXPECT_EQ(shape.graph.deadCount(), 2u);
  ASSERT_EQ(shape.graph.setCount(), 1u);
  EXPECT_EQ(shape.graph.kindOf(0), SetKind::kKnot);
}

TEST(WaitGraph, WaitGroupUnderALockThatTheWorkersNeedIsAKnot) { // D10
  Shape shape;
  u32 waiter = shape.waiting(), first = shape.waiting(), second = shape.waiting();
  shape.graph.addAlternative(waiter, 2); // two dones are missing
  shape.graph.addProvider(first);
  shape.graph.addProvider(second);
  shape.forAll(first, {waiter});
  shape.forAll(second, {waiter});
  shape.solve();
  ASSERT_EQ(shape.graph.setCount(), 1u);
  EXPECT_EQ(shape.graph.kindOf(0), SetKind::kKnot);
}

TEST(WaitGraph, JoinUnderALockThatTheJoinedNeedsIsACycle) { // D11
  Shape shape;
  u32 joiner = shape.waiting(), joined = shape.waiting(), other = shape.live();
  shape.forAll(joiner, {joined});
  shape.forAll(joined, {joiner});
  shape.solve();
  EXPECT_TRUE(shape.graph.isLive(other));
  ASSERT_EQ(shape.graph.setCount(), 1u);
  EXPECT_EQ(shape.graph.kindOf(0), SetKind::kCycle);
}

TEST(WaitGraph, ALostSignalIsDeadOnlyWhenNobodyIsLeft) { // D12
  for (bool has_live : {false, true}) {
    Shape shape;
    u32 waiter = shape.waiting();
    if (has_live)
      shape.live();
    shape.graph.addAnyone(waiter, 1);
    shape.solve();
    EXPECT_EQ(shape.graph.deadCount(), has_live ? 0u : 1u);
  }
}

TEST(WaitGraph, SelectWaitsForAnyOfItsCases) {
  Shape shape;
  u32 live = shape.live(), stuck = shape.waiting(), select = shape.waiting();
  shape.forAll(stuck, {stuck});
  shape.forOne(select, {stuck});
  shape.forOne(select, {live});
  shape.solve();
  EXPECT_TRUE(shape.graph.isLive(select));
  EXPECT_EQ(shape.graph.deadCount(), 1u);
}

TEST(WaitGraph, AWaitWithoutAlternativesIsNeverEnded) {
  Shape shape;
  shape.live();
  u32 nil = shape.waiting();
  shape.solve();
  ASSERT_EQ(shape.graph.setOf(nil), 0u);
  EXPECT_EQ(shape.graph.kindOf(0), SetKind::kNever);
}

TEST(WaitGraph, ABarrierNeedsAsManyAsAreMissing) {
  for (u32 others = 1; others <= 3; ++others) {
    Shape shape;
    u32 waiter = shape.waiting();
    for (u32 i = 0; i < others; ++i)
      shape.live();
    shape.graph.addAnyone(waiter, 2);
    shape.solve();
    EXPECT_EQ(shape.graph.isLive(waiter), others >= 2);
  }
}

TEST(WaitGraph, ManyThreadsInAChainNeedNoDeepStack) {
  Shape shape;
  constexpr u32 kThreads = 100000;
  for (u32 i = 0; i < kThreads; ++i)
    shape.waiting();
  for (u32 i = 0; i < kThreads; ++i)
    shape.forAll(i, {(i + 1) % kThreads});
  shape.solve();
  EXPECT_EQ(shape.graph.deadCount(), kThreads);
  EXPECT_EQ(shape.graph.setCount(), 1u);
}

} // namespace
} // namespace gordian::deadlock
