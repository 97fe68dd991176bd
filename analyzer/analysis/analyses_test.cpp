// From a log to findings: what is told of races, deadlocks and misuse, and that the story ends when the log lies.
#include "analysis/analyses.h"

#include "findings/merge.h"
#include "testing/bank.h"
#include "trace/load.h"

#include "llvm/ADT/STLExtras.h"

#include "gtest/gtest.h"

namespace gordian::analysis {
namespace {

using findings::Finding;
using findings::Report;
using testing::LogWriter;

class Analyses : public ::testing::Test {
protected:
  LogWriter log_ = testing::bankLog(testing::writeBankModule());

  Report analyzed() {
    Report report;
    std::string error;
    auto trace = trace::parseTrace(log_.bytes(), "bank.glog", error);
    EXPECT_TRUE(trace) << error;
    if (trace)
      analyze(*trace, report);
    report.findings = findings::merge(std::move(report.findings));
    return report;
  }

  static bool says(const std::vector<std::string> &sentences, const std::string &part) {
    return llvm::any_of(sentences, [&](const std::string &one) { return one.find(part) != std::string::npos; });
  }
};

TEST_F(Analyses, RaceNamesBothPlacesTheVariableAndTheHeapBlock) {
  testing::addRace(log_);
  Report report = analyzed();
  ASSERT_EQ(report.findings.size(), 1u);
  const Finding &race = report.findings[0];
  ASSERT_EQ(race.accesses.size(), 2u);
  EXPECT_EQ(race.accesses[0].operation, "read");
  EXPECT_EQ(race.accesses[0].stack[0].function, "main");
  ASSERT_EQ(race.accesses[1].stack.size(), 2u);
  EXPECT_EQ(race.accesses[1].stack[0].function, "bump(int)");
  EXPECT_EQ(race.accesses[1].stack[1].line, 21u);
  EXPECT_EQ(race.object->name, "counter");
  EXPECT_EQ(race.object->kind, findings::ObjectKind::kHeap);
  EXPECT_EQ(race.object->size, 10u);
  EXPECT_EQ(race.object->made_by, 0u);
}

TEST_F(Analyses, RaceSaysWhyNothingOrders) {
  testing::addRace(log_);
  const Finding race = analyzed().findings.at(0);
  EXPECT_TRUE(says(race.why, "the main thread started thread 1 \"left\" (app.cpp:8:3) and had not joined it"));
  EXPECT_TRUE(says(race.why, "was unlock of 'a' (bank.cpp:18:3)"));
  EXPECT_TRUE(says(race.why, "only thread 1 \"left\" holds a lock: 'a'"));
}

TEST_F(Analyses, EventsTellThatALockWasNeverTaken) {
  testing::addRace(log_);
  log_.chunkOf(0, log_format::ChunkKind::kEvents).event(log_format::EventKind::kMutexOk, 2);
  EXPECT_TRUE(says(analyzed().findings.at(0).why, "the main thread never took 'a' in this run"));
}

TEST_F(Analyses, EventsThatAreGoneTellNothing) {
  testing::addRace(log_);
  log_.chunkOf(0, log_format::ChunkKind::kEvents, /*first_event=*/100).event(log_format::EventKind::kMutexOk, 2);
  EXPECT_FALSE(says(analyzed().findings.at(0).why, "never took"));
}

TEST_F(Analyses, SameRaceTwiceIsOneFindingWithACount) {
  testing::addRace(log_);
  testing::addRace(log_);
  Report report = analyzed();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].count, 2u);
}

TEST_F(Analyses, DeadlockNamesWhatEachThreadHoldsWantsAndWhoCouldWakeIt) {
  testing::addLockDeadlock(log_);
  const Finding deadlock = analyzed().findings.at(0);
  EXPECT_EQ(deadlock.kind, findings::Kind::kPartialDeadlock);
  ASSERT_EQ(deadlock.waits.size(), 2u);
  EXPECT_EQ(deadlock.waits[0].held.at(0).lock.name, "a");
  EXPECT_EQ(deadlock.waits[0].cases.at(0).object.name, "b");
  EXPECT_EQ(deadlock.waits[0].could_be_woken_by, std::vector<uint32_t>{2});
  EXPECT_TRUE(says(deadlock.why, "could be freed by thread 2 \"right\", which waits itself"));
}

TEST_F(Analyses, BlockedSendIsADeadlockOnItsChannel) {
  testing::addBlockedSend(log_);
  const Finding deadlock = analyzed().findings.at(0);
  EXPECT_EQ(deadlock.kind, findings::Kind::kDeadlock);
  EXPECT_EQ(deadlock.object->name, "ch");
  EXPECT_EQ(deadlock.object->kind, findings::ObjectKind::kChannel);
  EXPECT_TRUE(says(deadlock.why, "no thread that is left"));
}

TEST_F(Analyses, DeadlockThatTheLogDoesNotFinishIsStillTold) {
  log_format::WaitRecord wait = {};
  wait.deadlock = 5;
  wait.operation = uint32_t(log_format::Operation::kReceive);
  log_.wait(wait, {{3, uint32_t(log_format::Operation::kReceive)}}, {});
  const Finding deadlock = analyzed().findings.at(0);
  EXPECT_TRUE(says(deadlock.why, "does not hold all of this deadlock"));
}

TEST_F(Analyses, NilChannelIsNamed) {
  log_format::WaitRecord wait = {};
  wait.deadlock = 1;
  wait.operation = uint32_t(log_format::Operation::kReceive);
  log_.wait(wait, {{0, uint32_t(log_format::Operation::kReceive)}}, {});
  EXPECT_NE(analyzed().findings.at(0).message.find("receive on a nil channel"), std::string::npos);
}

TEST_F(Analyses, MisuseTellsBothPlaces) {
  testing::addSendOnClosed(log_);
  const Finding misuse = analyzed().findings.at(0);
  EXPECT_EQ(misuse.kind, findings::Kind::kSendOnClosedChannel);
  ASSERT_EQ(misuse.accesses.size(), 2u);
  EXPECT_EQ(misuse.accesses[0].operation, "send");
  EXPECT_EQ(misuse.accesses[1].operation, "close");
  EXPECT_EQ(misuse.accesses[1].stack.at(0).line, 4u);
  EXPECT_EQ(misuse.object->name, "ch");
}

TEST_F(Analyses, KilledRunIsNotComplete) {
  log_.header.ended = uint32_t(log_format::Ended::kRunning);
  const findings::Run run = analyzed().runs.at(0);
  EXPECT_EQ(run.ended, "killed");
  EXPECT_FALSE(run.complete);
  EXPECT_TRUE(says(run.unseen, "has no end"));
}

TEST_F(Analyses, WholeRunIsCompleteAndHasItsCommand) {
  const findings::Run run = analyzed().runs.at(0);
  EXPECT_TRUE(run.complete);
  EXPECT_TRUE(run.unseen.empty());
  EXPECT_EQ(run.command, (std::vector<std::string>{"./bank", "--fast"}));
  EXPECT_EQ(run.pid, 4711u);
}

TEST_F(Analyses, LostEventsAndNotesAreSaid) {
  log_.header.events_lost = 12;
  log_.note("a fiber library switches stacks", 3);
  const findings::Run run = analyzed().runs.at(0);
  EXPECT_FALSE(run.complete);
  EXPECT_TRUE(says(run.unseen, "12 events of history"));
  EXPECT_TRUE(says(run.unseen, "a fiber library switches stacks (3)"));
}

TEST_F(Analyses, MissingModuleFileIsSaidAndNothingIsInvented) {
  log_ = testing::bankLog("/no/such/file");
  testing::addRace(log_);
  Report report = analyzed();
  EXPECT_TRUE(report.findings.at(0).accesses[0].stack.empty());
  EXPECT_TRUE(says(report.runs[0].unseen, "'/no/such/file' is not there any more"));
}

TEST_F(Analyses, ThreadsThatCreatedEachOtherEnd) {
  log_.thread(7, 8).thread(8, 7);
  log_format::RaceRecord race = {};
  race.finding = 1;
  race.earlier = testing::access(log_format::Operation::kWrite, 1, 7, 0);
  race.later = testing::access(log_format::Operation::kWrite, 1, 8, 0);
  log_.record(log_format::RecordKind::kRace, race);
  EXPECT_LE(analyzed().findings.at(0).threads.size(), 3u);
}

TEST_F(Analyses, NumbersThatNameNothingAreUnknownParts) {
  log_format::RaceRecord race = {};
  race.finding = 999;
  race.memory_kind = 77;
  race.earlier = testing::access(log_format::Operation(60000), 1, 4000000000u, 4000000000u, 99, 99);
  race.later = race.earlier;
  race.release = {65000, 0, 77, 77, 77, 0};
  log_.record(log_format::RecordKind::kRace, race);
  Report report = analyzed();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].kind, findings::Kind::kDataRace);
  EXPECT_EQ(report.findings[0].accesses[0].operation, "unknown");
}

} // namespace
} // namespace gordian::analysis
