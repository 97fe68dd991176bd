// The shadow against a slow, obvious detector: one list of all accesses for each byte.
//
// Random accesses of every size and alignment, plain and atomic, by up to nine threads that pass a mutex around. For
// each access the slow detector knows all earlier conflicting accesses that are not ordered before it. The fast one must
// report exactly when there is one on a byte that has not raced before (after its first race a byte may know less: the
// race has been reported), and what it names as the earlier access must be one of them, with its own place.
#include "race/check_access.h"

#include "race/report_race.h"
#include "race/shadow.h"
#include "sync/lock.h"
#include "testing/simulated.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>
#include <vector>

extern "C" {
void gordian_read1(unsigned long, unsigned), gordian_write1(unsigned long, unsigned);
void gordian_read2(unsigned long, unsigned), gordian_write2(unsigned long, unsigned);
void gordian_read4(unsigned long, unsigned), gordian_write4(unsigned long, unsigned);
void gordian_read8(unsigned long, unsigned), gordian_write8(unsigned long, unsigned);
void gordian_read16(unsigned long, unsigned), gordian_write16(unsigned long, unsigned);
}

namespace gordian {

namespace {
struct Reported {
  Access access;
  EarlierAccess earlier;
};
std::vector<Reported> reported;
std::atomic<unsigned> report_count;
thread_local bool only_count = false;
}  // namespace

// The test takes the place of race/report_race.cpp.
void reportRace(Thread &, const Access &access, const EarlierAccess &earlier) {
  ++report_count;
  if (!only_count) reported.push_back({access, earlier});
}

namespace {

using testing::Simulation;

struct Logged {
  unsigned thread;
  ThreadSlot slot;
  Clock clock;
  bool is_write, is_atomic;
  Site site;
};

/// What the hook of such an access does.
void asInstrumented(const Access &access) {
  using Hook = void (*)(uptr, u32);
  static constexpr Hook kReads[] = {gordian_read1, gordian_read2, gordian_read4, gordian_read8, gordian_read16};
  static constexpr Hook kWrites[] = {gordian_write1, gordian_write2, gordian_write4, gordian_write8, gordian_write16};
  (access.is_write ? kWrites : kReads)[__builtin_ctzll(access.size)](access.address, raw(access.site));
}

constexpr unsigned kBytes = 40;
constexpr unsigned kSeeds = 20'000;
// Each execution has a block of its own, which it finds virgin.
alignas(shadow::kBlockBytes) u8 blocks[kSeeds + 1][shadow::kBlockBytes];
u8 *memory = blocks[0];

class Oracle {
 public:
  std::vector<Logged> conflictsAt(Thread &thread, unsigned byte, const Access &access) const {
    std::vector<Logged> conflicts;
    for (const Logged &earlier : accesses_[byte]) {
      bool is_conflict = (earlier.is_write || access.is_write) && !(earlier.is_atomic && access.is_atomic);
      if (is_conflict && thread.seen.get(earlier.slot) < earlier.clock) conflicts.push_back(earlier);
    }
    return conflicts;
  }
  void add(unsigned byte, const Logged &access) { accesses_[byte].push_back(access); }

 private:
  std::vector<Logged> accesses_[kBytes];
};

void runOne(unsigned seed) {
  std::mt19937 random(seed);
  memory = blocks[seed % (kSeeds + 1)];
  auto pick = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
  Simulation simulation(2 + seed % 8);
  Oracle oracle;
  std::set<unsigned> raced;
  forgetAccesses(reinterpret_cast<uptr>(memory), kBytes);
  static u64 locks[2];
  int owner[2] = {-1, -1};
  unsigned next_site = 100;
  for (unsigned step = 0; step < 60; ++step) {
    unsigned t = pick(simulation.size());
    Thread &thread = simulation[t];
    if (pick(4) == 0) {
      unsigned which = pick(2);
      uptr lock = reinterpret_cast<uptr>(&locks[which]);
      Simulation::run(thread, [&] {
        if (owner[which] == static_cast<int>(t)) lockReleasing(thread, lock, ObjectKind::kMutex), owner[which] = -1;
        else if (owner[which] < 0)
          lockAcquired(thread, lock, ObjectKind::kMutex, LockMode::kExclusive, false), owner[which] = static_cast<int>(t);
      });
      continue;
    }
    static constexpr unsigned kSizes[] = {1, 2, 4, 8, 16, 3, 7, 20, 36};
    unsigned size = kSizes[pick(9)], offset = pick(kBytes - size + 1);
    Site site = static_cast<Site>(pick(3) ? next_site++ : 90);
    bool is_write = pick(2), is_atomic = pick(4) == 0;
    Access access{reinterpret_cast<uptr>(memory) + offset, size, site, 0, is_write, is_atomic};
    bool must_report = false;
    for (unsigned byte = offset; byte < offset + size; ++byte)
      if (!raced.contains(byte) && !oracle.conflictsAt(thread, byte, access).empty()) must_report = true;
    reported.clear();
    // The quick ways and the general one in turns, so that each meets what the others have left.
    unsigned way = is_atomic ? 0 : pick(3);
    bool has_hook = size == 1 || size == 2 || size == 4 || size == 8 || size == 16;
    Simulation::run(thread, [&] {
      if (way == 1 && has_hook) asInstrumented(access);
      else if (way) checkRange(thread, access);
      else checkAccess(thread, access);
    });
    if (must_report) { ASSERT_FALSE(reported.empty()) << "step " << step << ": a race was missed"; }
    for (const Reported &race : reported) {
      u32 mask = race.earlier.mask;
      ASSERT_NE(mask, 0u);
      for (unsigned bit = 0; bit < 8; ++bit) {
        if (!(mask >> bit & 1)) continue;
        uptr at = race.earlier.granule + bit - reinterpret_cast<uptr>(memory);
        bool is_real = false;
        for (const Logged &earlier : oracle.conflictsAt(thread, static_cast<unsigned>(at), access))
          is_real |= earlier.slot == race.earlier.moment.slot && earlier.clock == race.earlier.moment.clock &&
                     earlier.site == race.earlier.site && earlier.is_write == race.earlier.is_write;
        ASSERT_TRUE(is_real) << "step " << step << ", byte " << at << ": the earlier access named does not race here";
      }
    }
    for (unsigned byte = offset; byte < offset + size; ++byte) {
      if (!oracle.conflictsAt(thread, byte, access).empty()) raced.insert(byte);
      oracle.add(byte, {t, thread.slot, thread.clock, is_write, is_atomic, site});
    }
  }
  for (unsigned which = 0; which < 2; ++which) {
    uptr lock = reinterpret_cast<uptr>(&locks[which]);
    if (owner[which] >= 0) {
      Thread &thread = simulation[static_cast<unsigned>(owner[which])];
      Simulation::run(thread, [&] { lockReleasing(thread, lock, ObjectKind::kMutex); });
    }
    objects::destroy(lock);
  }
}

TEST(CheckAccess, AgreesWithAListOfAllAccessesOnRandomExecutions) {
  const char *given = std::getenv("GORDIAN_TEST_SEED");
  unsigned first = given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : 1;
  unsigned last = given ? first : kSeeds;
  for (unsigned seed = first; seed <= last; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed) + " (GORDIAN_TEST_SEED repeats it)");
    runOne(seed);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

/// Two kernel threads go through `body(round, side)` at the same moment, round after round.
template <class Body> void together(unsigned rounds, Body body) {
  testing::startOnce();
  Thread *main = current_thread;
  std::atomic<unsigned> arrived{0};
  std::vector<Thread *> sides{threads::create(*main), threads::create(*main)};
  std::vector<std::thread> runners;
  for (unsigned side = 0; side < 2; ++side)
    runners.emplace_back([&, side] {
      only_count = true;
      current_thread = sides[side];
      for (unsigned round = 0; round < rounds; ++round) {
        ++arrived;
        // Spinning, so that both go on at the same moment; but where there is one processor only, the other must get it.
        for (unsigned spins = 0; arrived < 2 * (round + 1);)
          if (++spins > 10'000) std::this_thread::yield();
        body(round, *sides[side], side);
      }
      threads::ended(*sides[side]);
    });
  for (std::thread &runner : runners) runner.join();
  for (Thread *side : sides) threads::joined(*main, *side);
}

TEST(CheckAccess, TwoSimultaneousWritesAreFoundEveryTime) {
  static u64 cells[4096];
  testing::startOnce();
  forgetAccesses(reinterpret_cast<uptr>(cells), sizeof cells);
  report_count = 0;
  together(4096, [](unsigned round, Thread &thread, unsigned side) {
    checkAccess(thread, {reinterpret_cast<uptr>(&cells[round]), 8, static_cast<Site>(100 + side), 0, true, false});
  });
  EXPECT_EQ(report_count, 4096u);
}

TEST(CheckAccess, TwoSimultaneousInstrumentedWritesAreFoundEveryTimeWhileBlocksChangeHands) {
  constexpr unsigned kRounds = 1 << 13;
  static u64 cells[kRounds];
  testing::startOnce();
  forgetAccesses(reinterpret_cast<uptr>(cells), sizeof cells);
  report_count = 0;
  together(kRounds, [](unsigned round, Thread &, unsigned side) {
    // From both ends of a block, so that it is taken while its holder is at work in it.
    unsigned mirrored = round ^ 63;
    uptr mine = reinterpret_cast<uptr>(&cells[side ? round : mirrored]), common = reinterpret_cast<uptr>(&cells[round]);
    if (round % 64 < 32) asInstrumented({mine, 8, static_cast<Site>(110 + side), 0, false, false});
    asInstrumented({common, 8, static_cast<Site>(100 + side), 0, true, false});
  });
  EXPECT_GE(report_count, kRounds);
}

TEST(CheckAccess, ASimultaneousReadAndWriteAreFoundEveryTime) {
  static u64 cells[4096];
  testing::startOnce();
  forgetAccesses(reinterpret_cast<uptr>(cells), sizeof cells);
  report_count = 0;
  together(4096, [&](unsigned round, Thread &thread, unsigned side) {
    checkAccess(thread, {reinterpret_cast<uptr>(&cells[round]), 4, static_cast<Site>(100 + side), 0, side == 0, false});
  });
  // At least one of the two sees the other; both may.
  EXPECT_GE(report_count, 4096u);
}

TEST(CheckAccess, NeighbouringBytesOfManyThreadsNeverMix) {
  Simulation simulation(8);
  forgetAccesses(reinterpret_cast<uptr>(memory), 8);
  reported.clear();
  for (unsigned round = 0; round < 100; ++round)
    for (unsigned t = 0; t < 8; ++t)
      Simulation::run(simulation[t], [&] {
        checkAccess(simulation[t], {reinterpret_cast<uptr>(memory) + t, 1, static_cast<Site>(100 + t), 0, true, false});
        if (round % 7 == t) advanceClock(simulation[t]);
      });
  EXPECT_TRUE(reported.empty());
  Simulation::run(simulation[0], [&] {
    checkAccess(simulation[0], {reinterpret_cast<uptr>(memory) + 5, 1, static_cast<Site>(99), 0, false, false});
  });
  ASSERT_EQ(reported.size(), 1u);
  EXPECT_EQ(raw(reported[0].earlier.site), 105u);
}

TEST(CheckAccess, EveryOneOfManyReadersIsRemembered) {
  constexpr unsigned kReaders = 100;
  Simulation simulation(kReaders + 1);
  for (unsigned victim = 0; victim < kReaders; victim += 9) {
    forgetAccesses(reinterpret_cast<uptr>(memory), 8);
    for (unsigned t = 0; t < kReaders; ++t)
      Simulation::run(simulation[t], [&] {
        checkAccess(simulation[t], {reinterpret_cast<uptr>(memory), 4, static_cast<Site>(100 + t), 0, false, false});
      });
    // The writer is ordered after all readers but one.
    Thread &writer = simulation[kReaders];
    for (unsigned t = 0; t < kReaders; ++t)
      if (t != victim) writer.seen.set(simulation[t].slot, simulation[t].clock);
    writer.seen.set(simulation[victim].slot, kNever);
    reported.clear();
    Simulation::run(writer, [&] {
      checkAccess(writer, {reinterpret_cast<uptr>(memory), 4, static_cast<Site>(99), 0, true, false});
    });
    ASSERT_EQ(reported.size(), 1u);
    EXPECT_EQ(raw(reported[0].earlier.site), 100 + victim);
    for (unsigned t = 0; t <= kReaders; ++t) advanceClock(simulation[t]);
  }
}

}  // namespace
}  // namespace gordian
