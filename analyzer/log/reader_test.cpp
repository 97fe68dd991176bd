// Each test is named after one damage; after each, every byte must still be accounted for.
#include "log/reader.h"

#include "log/names.h"
#include "testing/log_writer.h"

#include "gtest/gtest.h"

#include <string>
#include <vector>

namespace gordian::log {
namespace {

using format::Event;
using format::EventKind;
using format::kChunkBytes;
using format::kHeaderBytes;
using testing::LogWriter;

constexpr uint64_t kFirstChunk = kHeaderBytes;
constexpr uint64_t kFirstRecord = kFirstChunk + sizeof(format::ChunkHeader);

struct Collector : Sink {
  std::vector<std::string> items, reasons;
  std::vector<uint64_t> tseqs;
  int headers = 0;

  void header(const format::FileHeader &) override { ++headers; }
  void record(const Chunk &, const RecordView &view) override { items.push_back(recordName(view.kind).str()); }
  void event(const Chunk &, uint64_t tseq, const Event &event, uint64_t) override {
    items.push_back(eventName(event.kind).str());
    tseqs.push_back(tseq);
  }
  void skipped(const Chunk &, const RecordView &) override { items.push_back("skipped"); }
  void damaged(uint64_t, uint64_t, const std::string &reason) override { reasons.push_back(reason); }
};

using Items = std::vector<std::string>;

class LogReader : public ::testing::Test {
protected:
  void read(const std::string &bytes) {
    found_ = Collector();
    failure_ = readLog(bytes, "x.glog", found_, account_);
    if (!failure_) {
      EXPECT_EQ(account_.analysed + account_.unused + account_.skipped + account_.lost, bytes.size());
    }
  }

  static std::string threeRecords() { return LogWriter().thread(0, format::kNoThread).thread(1, 0).note("n").bytes(); }

  static std::string threeEvents() {
    LogWriter log;
    log.chunkOf(1, format::ChunkKind::kEvents, 10);
    log.event(EventKind::kMutexReq, 1).event(EventKind::kMutexOk, 1).event(EventKind::kMutexRelease, 1);
    return log.bytes();
  }

  Collector found_;
  Account account_;
  std::optional<std::string> failure_;
};

TEST_F(LogReader, WholeLogIsReadWithoutDamage) {
  read(threeRecords());
  EXPECT_EQ(found_.items, (Items{"thread", "thread", "note"}));
  EXPECT_TRUE(found_.reasons.empty());
  EXPECT_EQ(account_.lost, 0u);
}

TEST_F(LogReader, EmptyFileIsUnreadable) {
  read("");
  ASSERT_TRUE(failure_);
  EXPECT_NE(failure_->find("'x.glog' is empty"), std::string::npos);
}

TEST_F(LogReader, FileShorterThanTheHeaderIsUnreadable) {
  read(threeRecords().substr(0, 100));
  ASSERT_TRUE(failure_);
  EXPECT_NE(failure_->find("100 bytes"), std::string::npos);
}

TEST_F(LogReader, TextFileIsUnreadable) {
  read(std::string(10000, 'x'));
  ASSERT_TRUE(failure_);
  EXPECT_NE(failure_->find("is not a log of Gordian"), std::string::npos);
}

TEST_F(LogReader, OtherVersionNamesBothVersionsAndTheWriter) {
  LogWriter log;
  log.header.version = 9;
  read(log.note("n").bytes());
  EXPECT_EQ(failure_, "'x.glog' has format 9, this gordian reads 1: use the gordian that built the program "
                      "('gordian 0.1.0')");
}

TEST_F(LogReader, OtherByteOrderIsUnreadable) {
  LogWriter log;
  log.header.byte_order = 0x04030201;
  read(log.bytes());
  ASSERT_TRUE(failure_);
  EXPECT_NE(failure_->find("byte order"), std::string::npos);
}

TEST_F(LogReader, VersionTextWithoutZeroIsNotReadBeyondItsField) {
  LogWriter log;
  log.header.version = 2;
  std::memset(log.header.tool_version, 'v', sizeof(log.header.tool_version));
  read(log.bytes());
  ASSERT_TRUE(failure_);
  EXPECT_NE(failure_->find("'" + std::string(sizeof(log.header.tool_version), 'v') + "'"), std::string::npos);
}

TEST_F(LogReader, DamagedMagicIsForgivenWhereAChunkFollows) {
  std::string bytes = threeRecords();
  bytes[0] ^= 0x20;
  read(bytes);
  EXPECT_EQ(found_.items.size(), 3u);
  EXPECT_EQ(found_.reasons, (Items{"the file header is damaged"}));
}

TEST_F(LogReader, HeaderAloneIsALogWithNothingInIt) {
  read(LogWriter().bytes().substr(0, sizeof(format::FileHeader)));
  EXPECT_FALSE(failure_);
  EXPECT_EQ(found_.headers, 1);
  EXPECT_TRUE(found_.items.empty());
}

TEST_F(LogReader, TornLastChunkKeepsEarlierRecords) {
  std::string bytes = threeRecords();
  read(bytes.substr(0, kFirstRecord + sizeof(format::ThreadRecord) + 4));
  EXPECT_EQ(found_.items, (Items{"thread"}));
  ASSERT_FALSE(found_.reasons.empty());
  EXPECT_EQ(found_.reasons[0], "the file ends in the middle of slot 0");
}

TEST_F(LogReader, MissingChunksAreCounted) {
  LogWriter log;
  log.chunkOf(0).note("a").chunkOf(1).note("b").chunkOf(2).note("c");
  read(log.bytes().substr(0, kFirstChunk + kChunkBytes));
  EXPECT_EQ(found_.items, (Items{"note"}));
  EXPECT_EQ(found_.reasons, (Items{"the file is cut short, 2 of 3 slots are missing"}));
}

TEST_F(LogReader, CutInsideAChunkHeaderLosesOnlyIt) {
  LogWriter log;
  log.chunkOf(0).note("a").chunkOf(1).note("b");
  read(log.bytes().substr(0, kFirstChunk + kChunkBytes + 10));
  EXPECT_EQ(found_.items, (Items{"note"}));
  EXPECT_EQ(account_.lost, 10u);
}

TEST_F(LogReader, ChunkThatIsCountedButNotBegunIsNoDamage) {
  LogWriter log;
  log.note("a");
  std::string bytes = log.bytes() + std::string(kChunkBytes, '\0');
  uint64_t count = 2;
  std::memcpy(&bytes[offsetof(format::FileHeader, chunk_count)], &count, sizeof(count));
  read(bytes);
  EXPECT_TRUE(found_.reasons.empty());
}

TEST_F(LogReader, HugeChunkCountIsOneSentence) {
  LogWriter log;
  log.note("a");
  log.header.chunk_count = ~0ull;
  std::string bytes(reinterpret_cast<const char *>(&log.header), sizeof(log.header));
  log.header.chunk_count = 1;
  bytes += log.bytes().substr(bytes.size());
  read(bytes);
  EXPECT_EQ(found_.items, (Items{"note"}));
  EXPECT_EQ(found_.reasons.size(), 1u);
}

TEST_F(LogReader, WrongCheckLosesThatRecordOnly) {
  std::string bytes = threeRecords();
  bytes[kFirstRecord + sizeof(format::Record)] ^= 1;
  read(bytes);
  EXPECT_EQ(found_.items, (Items{"thread", "note"}));
  EXPECT_EQ(account_.lost, sizeof(format::ThreadRecord));
}

TEST_F(LogReader, RaisedCountIsNotCoveredByTheCheck) {
  std::string bytes = threeRecords();
  bytes[kFirstRecord + offsetof(format::Record, count)] = 77;
  read(bytes);
  EXPECT_EQ(found_.items.size(), 3u);
  EXPECT_TRUE(found_.reasons.empty());
}

TEST_F(LogReader, RecordOfSizeZeroIsSteppedOver) {
  std::string bytes = threeRecords();
  std::memset(&bytes[kFirstRecord + offsetof(format::Record, size)], 0, 4);
  read(bytes);
  EXPECT_EQ(found_.items, (Items{"thread", "note"}));
}

TEST_F(LogReader, RecordOfHugeSizeIsSteppedOver) {
  std::string bytes = threeRecords();
  std::memset(&bytes[kFirstRecord + offsetof(format::Record, size)], 0xf8, 4);
  read(bytes);
  EXPECT_EQ(found_.items, (Items{"thread", "note"}));
}

TEST_F(LogReader, UsedBeyondTheChunkKeepsRecordsWithARightCheck) {
  std::string bytes = threeRecords();
  std::memset(&bytes[kFirstChunk + offsetof(format::ChunkHeader, used)], 0xf8, 4);
  read(bytes);
  EXPECT_EQ(found_.items.size(), 3u);
  EXPECT_EQ(found_.reasons, (Items{"a chunk header that is damaged"}));
}

TEST_F(LogReader, UsedThatShrankKeepsRecordsWithARightCheck) {
  std::string bytes = threeRecords();
  uint32_t used = 16;
  std::memcpy(&bytes[kFirstChunk + offsetof(format::ChunkHeader, used)], &used, sizeof(used));
  read(bytes);
  EXPECT_EQ(found_.items.size(), 3u);
}

TEST_F(LogReader, HalfWrittenRecordBehindUsedIsNoDamage) {
  std::string bytes = threeRecords();
  uint32_t used;
  std::memcpy(&used, &bytes[kFirstChunk + offsetof(format::ChunkHeader, used)], sizeof(used));
  bytes[kFirstRecord + used] = 4; // a kind, and nothing else yet
  read(bytes);
  EXPECT_EQ(found_.items.size(), 3u);
  EXPECT_TRUE(found_.reasons.empty());
}

TEST_F(LogReader, DamagedChunkMagicKeepsKeptRecords) {
  std::string bytes = threeRecords();
  bytes[kFirstChunk] ^= 1;
  read(bytes);
  EXPECT_EQ(found_.items.size(), 3u);
}

TEST_F(LogReader, DamagedChunkHeaderOfEventsLosesThatChunk) {
  std::string bytes = threeEvents();
  bytes[kFirstChunk] ^= 1;
  read(bytes);
  EXPECT_TRUE(found_.items.empty());
  EXPECT_EQ(account_.lost, 3 * sizeof(Event));
}

TEST_F(LogReader, UnknownRecordKindIsSkippedAndCounted) {
  LogWriter log;
  log.note("a").record(format::RecordKind(200), format::ThreadEndRecord{}).note("b");
  read(log.bytes());
  EXPECT_EQ(found_.items, (Items{"note", "skipped", "note"}));
  EXPECT_EQ(account_.skipped_records, 1u);
  EXPECT_EQ(account_.skipped, sizeof(format::ThreadEndRecord));
}

TEST_F(LogReader, EventsCarryTheirNumberInTheThread) {
  read(threeEvents());
  EXPECT_EQ(found_.items, (Items{"mutex-req", "mutex-ok", "mutex-release"}));
  EXPECT_EQ(found_.tseqs, (std::vector<uint64_t>{10, 11, 12}));
}

TEST_F(LogReader, DamagedEventLosesItAloneAndKeepsTheCount) {
  std::string bytes = threeEvents();
  bytes[kFirstRecord + sizeof(Event) + offsetof(Event, size)] = 3;
  read(bytes);
  EXPECT_EQ(found_.items, (Items{"mutex-req", "mutex-release"}));
  EXPECT_EQ(found_.tseqs, (std::vector<uint64_t>{10, 12}));
  EXPECT_EQ(account_.lost, sizeof(Event));
}

TEST_F(LogReader, UnknownEventKindIsSkippedAndCounted) {
  LogWriter log;
  log.chunkOf(1, format::ChunkKind::kEvents);
  log.event(EventKind::kMutexReq).event(EventKind(999)).event(EventKind::kMutexOk);
  read(log.bytes());
  EXPECT_EQ(found_.items, (Items{"mutex-req", "skipped", "mutex-ok"}));
  EXPECT_EQ(found_.tseqs, (std::vector<uint64_t>{0, 2}));
}

TEST_F(LogReader, RecordsContinueInTheNextChunk) {
  LogWriter log;
  for (int i = 0; i < 3000; ++i)
    log.note("one of many notes that together fill more than a chunk");
  read(log.bytes());
  EXPECT_EQ(found_.items.size(), 3000u);
  EXPECT_GT(log.header.chunk_count, 1u);
}

/// A slot of 64 chunks, of which two threads have taken one each.
std::string slotWithParts() {
  LogWriter log;
  log.chunkOf(1, format::ChunkKind::kEvents);
  std::string bytes = log.bytes();
  for (uint32_t part = 0; part < 64; ++part) {
    Event event = {};
    event.kind = uint16_t(part == 0 ? EventKind::kMutexOk : EventKind::kMutexRelease);
    event.size = sizeof(event);
    event.partner = format::kNoThread;
    bool is_taken = part < 2;
    format::ChunkHeader header = {};
    header.magic = format::kChunkMagic;
    header.kind = uint16_t(is_taken ? format::ChunkKind::kEvents : format::ChunkKind::kFree);
    header.parts = 64;
    header.thread = is_taken ? part + 1 : format::kNoThread;
    header.used = is_taken ? sizeof(event) : 0;
    uint64_t offset = kFirstChunk + part * (kChunkBytes / 64);
    std::memcpy(&bytes[offset], &header, sizeof(header));
    if (is_taken)
      std::memcpy(&bytes[offset + sizeof(header)], &event, sizeof(event));
  }
  return bytes;
}

TEST_F(LogReader, SlotWithPartsHoldsSeveralChunks) {
  read(slotWithParts());
  EXPECT_EQ(found_.items, (Items{"mutex-ok", "mutex-release"}));
  EXPECT_TRUE(found_.reasons.empty());
}

TEST_F(LogReader, DamagedFirstHeaderOfASlotKeepsItsOtherChunks) {
  std::string bytes = slotWithParts();
  bytes[kFirstChunk] ^= 1;
  read(bytes);
  EXPECT_EQ(found_.items, (Items{"mutex-release"}));
  EXPECT_EQ(account_.lost, sizeof(Event));
}

TEST_F(LogReader, SlotThatSaysAnImpossibleNumberOfPartsIsAskedItsOtherChunks) {
  std::string bytes = slotWithParts();
  bytes[kFirstChunk + offsetof(format::ChunkHeader, parts)] = 63;
  read(bytes);
  EXPECT_EQ(found_.items, (Items{"mutex-ok", "mutex-release"}));
}

TEST_F(LogReader, TornSlotWithPartsKeepsEarlierChunks) {
  read(slotWithParts().substr(0, kFirstRecord + sizeof(Event) + 500));
  EXPECT_EQ(found_.items, (Items{"mutex-ok"}));
}

} // namespace
} // namespace gordian::log
