#include "testing/bank.h"

#include "testing/elf_file.h"
#include "testing/site_block.h"

#include "gtest/gtest.h"

#include <unistd.h>

namespace gordian::testing {

using format::FindingKind;
using format::ObjectKind;
using format::Operation;
using format::RecordKind;

namespace {

constexpr uint64_t kUnitId = 0xba9c, kModuleBase = 0x400000, kModuleSize = 0x10000;

} // namespace

std::string writeBankModule() {
  SiteBlock block(kUnitId);
  uint32_t worker = block.frame("worker()", "/src/app.cpp", 21, 5, 0);
  block.site("bump(int)", "/src/app.cpp", 3, 10, worker, "counter", "counter", "int");
  block.site("main", "/src/app.cpp", 9, 3, 0, "counter", "counter", "int");
  block.site("left()", "/src/bank.cpp", 18, 3, 0, "a", "a", "std::mutex");
  block.site("left()", "/src/bank.cpp", 19, 3, 0, "b", "b", "std::mutex");
  block.site("right()", "/src/bank.cpp", 27, 3, 0, "b", "b", "std::mutex");
  block.site("right()", "/src/bank.cpp", 28, 3, 0, "a", "a", "std::mutex");
  block.site("main", "/src/chan.cpp", 5, 6, 0, "ch", "ch", "gordian::chan<int>");
  block.site("main", "/src/app.cpp", 8, 3, 0, "", "", "");
  block.site("main", "/src/chan.cpp", 4, 6, 0, "ch", "ch", "gordian::chan<int>");
  // One file for each process, since tests run side by side.
  std::string path = ::testing::TempDir() + "bank-" + std::to_string(getpid());
  writeElfWithSites(path, block.bytes());
  return path;
}

LogWriter bankLog(const std::string &module) {
  LogWriter log;
  log.process({"./bank", "--fast"}).module(module, kModuleBase, kModuleSize, "");
  log.unit(kUnitId, kModuleBase + 0x100, 64, 9);
  log.thread(0, format::kNoThread).thread(1, 0, kMainStarts).thread(2, 0, kMainStarts);
  log.threadName(1, "left").threadName(2, "right");
  log.object(1, ObjectKind::kMutex, 0x500000, kLeftLocksA).object(2, ObjectKind::kMutex, 0x500040, kRightLocksB);
  log.object(3, ObjectKind::kChannel, 0x500080, kMainSends);
  log.lockset(1, {{1, 0, kLeftLocksA, 0}});
  return log;
}

void addRace(LogWriter &log) {
  format::RaceRecord race = {};
  race.finding = uint32_t(FindingKind::kDataRace);
  race.memory_kind = uint32_t(format::MemoryKind::kHeap);
  race.earlier = access(Operation::kWrite, 0x7f0000001004, 1, kBumpWrites, 0, 1);
  race.later = access(Operation::kRead, 0x7f0000001004, 0, kMainReads);
  race.memory_address = 0x7f0000001000;
  race.memory_size = 10;
  race.release = {uint16_t(Operation::kUnlock), 0, 1, 1, kLeftLocksA, 8};
  log.record(RecordKind::kRace, race);
}

void addLockDeadlock(LogWriter &log) {
  log.lockset(2, {{1, 0, kLeftLocksA, 0}}).lockset(3, {{2, 0, kRightLocksB, 0}});
  format::WaitRecord left = {};
  left.deadlock = 1;
  left.thread = 1;
  left.operation = uint32_t(Operation::kLock);
  left.site = kLeftLocksB;
  left.lockset = 2;
  log.wait(left, {{2, uint32_t(Operation::kLock)}}, {2});
  format::WaitRecord right = left;
  right.thread = 2;
  right.site = kRightLocksA;
  right.lockset = 3;
  log.wait(right, {{1, uint32_t(Operation::kLock)}}, {1});
  log.record(RecordKind::kDeadlock, format::DeadlockRecord{{}, uint32_t(FindingKind::kPartialDeadlock), 1, 2, 1});
}

void addBlockedSend(LogWriter &log) {
  format::WaitRecord wait = {};
  wait.deadlock = 2;
  wait.operation = uint32_t(Operation::kSend);
  wait.site = kMainSends;
  log.wait(wait, {{3, uint32_t(Operation::kSend)}}, {});
  log.record(RecordKind::kDeadlock, format::DeadlockRecord{{}, uint32_t(FindingKind::kDeadlock), 2, 1, 0});
}

void addSendOnClosed(LogWriter &log) {
  log.record(
      RecordKind::kMisuse,
      format::MisuseRecord{{}, uint32_t(FindingKind::kSendOnClosedChannel), 3, 0, kMainSends, 0, 0, kMainCloses, 0, 0});
}

} // namespace gordian::testing
