// Thousands of damaged logs through the whole way, from bytes to text and JSON: no crash, every byte accounted for, and
// JSON that parses. Meant to run under AddressSanitizer and UBSan as well (preset dev).
#include "analysis/analyses.h"
#include "findings/merge.h"
#include "report/formats.h"
#include "testing/bank.h"
#include "trace/load.h"

#include "llvm/Support/JSON.h"

#include "gtest/gtest.h"

#include <random>

namespace gordian::analysis {
namespace {

/// Returns whether the log could be read.
bool reportAll(const std::string &bytes) {
  findings::Report report;
  std::string error, text, json;
  auto trace = trace::parseTrace(bytes, "hostile.glog", error);
  if (!trace) {
    EXPECT_FALSE(error.empty());
    return false;
  }
  const log::Account &account = trace->account;
  EXPECT_EQ(account.analysed + account.unused + account.skipped + account.lost, bytes.size());
  analyze(*trace, report);
  report.findings = findings::merge(std::move(report.findings));
  llvm::raw_string_ostream text_out(text), json_out(json);
  report::writeText(report, text_out);
  report::writeJson(report, json_out);
  auto parsed = llvm::json::parse(json_out.str());
  EXPECT_TRUE(bool(parsed)) << json;
  if (!parsed)
    llvm::consumeError(parsed.takeError());
  return true;
}

std::string fullLog(const std::string &module) {
  testing::LogWriter log = testing::bankLog(module);
  testing::addRace(log);
  testing::addLockDeadlock(log);
  testing::addBlockedSend(log);
  testing::addSendOnClosed(log);
  log.note("a note").stack(1, {0x400200, 0x400300});
  log.chunkOf(1, log_format::ChunkKind::kEvents);
  for (int i = 0; i < 50; ++i)
    log.event(log_format::EventKind::kMutexOk, 1, 70);
  return log.bytes();
}

/// The parts of the file that hold something: flips elsewhere test nothing.
uint64_t interestingOffset(std::mt19937_64 &random) {
  switch (random() % 4) {
  case 0:
    return random() % sizeof(log_format::FileHeader);
  case 1:
    return log_format::kHeaderBytes + log_format::kChunkBytes + random() % 2200;
  default:
    return log_format::kHeaderBytes + random() % 2600;
  }
}

class HostileLog : public ::testing::Test {
protected:
  void SetUp() override {
    seed_ = std::random_device()();
    if (const char *given = getenv("GORDIAN_TEST_SEED"))
      seed_ = strtoull(given, nullptr, 10);
    random_.seed(seed_);
  }
  void TearDown() override {
    if (HasFailure())
      printf("run again with GORDIAN_TEST_SEED=%llu\n", (unsigned long long)seed_);
  }

  unsigned long long seed_ = 0;
  std::mt19937_64 random_;
  std::string log_ = fullLog(testing::writeBankModule());
};

TEST_F(HostileLog, BitFlipsNeverCrash) {
  int readable = 0;
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    std::string bytes = log_;
    for (unsigned flips = 1 + random_() % 4; flips > 0; --flips)
      bytes[interestingOffset(random_)] ^= char(1u << (random_() % 8));
    readable += reportAll(bytes);
  }
  EXPECT_GT(readable, 2000); // only the version and the byte order make a log unreadable
}

/// Damage that the checks do not catch: the records say what they like, and their checks are right.
TEST_F(HostileLog, LyingRecordsWithRightChecksNeverCrash) {
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    std::string bytes = log_;
    for (unsigned changes = 1 + random_() % 8; changes > 0; --changes) {
      uint64_t offset = (log_format::kHeaderBytes + sizeof(log_format::ChunkHeader) + random_() % 2400) & ~3ull;
      uint32_t values[] = {0, 1, 64, 70, 0xffffffff, 0x7fffffff, uint32_t(random_()), uint32_t(random_() % 16)};
      std::memcpy(&bytes[offset], &values[random_() % 8], 4);
    }
    uint64_t position = log_format::kHeaderBytes + sizeof(log_format::ChunkHeader);
    log_format::Record head;
    for (int records = 0; records < 100; ++records) {
      std::memcpy(&head, &bytes[position], sizeof(head));
      if (head.size < sizeof(head) || head.size % 8 || position + head.size > bytes.size())
        break;
      std::vector<uint32_t> words((head.size - sizeof(head)) / 4);
      std::memcpy(words.data(), &bytes[position + sizeof(head)], words.size() * 4);
      head.check = log_format::checkOf(words.data(), words.size());
      std::memcpy(&bytes[position], &head, sizeof(head));
      position += head.size;
    }
    reportAll(bytes);
  }
}

TEST_F(HostileLog, EveryTruncationIsReadAsFarAsItGoes) {
  for (uint64_t size = 0; size < log_.size() && !HasFailure(); size += 1 + random_() % 997)
    EXPECT_EQ(reportAll(log_.substr(0, size)), size >= sizeof(log_format::FileHeader));
}

TEST_F(HostileLog, RandomBytesBehindAHeaderNeverCrash) {
  for (int i = 0; i < 200 && !HasFailure(); ++i) {
    std::string bytes = log_;
    for (uint64_t offset = sizeof(log_format::FileHeader); offset < bytes.size(); offset += 1 + random_() % 64)
      bytes[offset] = char(random_());
    EXPECT_TRUE(reportAll(bytes));
  }
}

} // namespace
} // namespace gordian::analysis
