// The log's shape, its numbers, its limits: each claim in a child process of its own.
#include "log/log_test.h"

#include <csignal>
#include <random>
#include <set>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <thread>

namespace gordian {
__thread Thread *current_thread __attribute__((tls_model("initial-exec")));
}

namespace gordian::testing {
namespace {

using log_format::RecordKind;

std::vector<uint32_t> endedThreads(const ReadLog &log) {
  std::vector<uint32_t> numbers;
  for (auto &record : log.all<log_format::ThreadEndRecord>(RecordKind::kThreadEnd)) numbers.push_back(record.thread);
  return numbers;
}
std::vector<uint32_t> upTo(uint32_t count) {
  std::vector<uint32_t> numbers;
  for (uint32_t i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}
std::vector<uint64_t> framesOf(const std::string &record) {
  std::vector<uint64_t> frames((record.size() - sizeof(log_format::StackRecord)) / 8);
  std::memcpy(frames.data(), record.data() + sizeof(log_format::StackRecord), frames.size() * 8);
  return frames;
}
std::vector<std::string> textsOf(const std::string &record, size_t struct_bytes) {
  std::vector<std::string> texts;
  for (size_t at = struct_bytes; at < record.size(); at += texts.back().size() + 1) texts.push_back(record.data() + at);
  return texts;
}

// ---- Shape ----------------------------------------------------------------------------------------------------------

TEST_F(LogTest, HeaderSaysWhatTheFileIs) {
  pid_t child = run("", [](Thread &) { log::setEnded(log_format::Ended::kExit, 7); });
  ReadLog log(logOf(child));
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
  EXPECT_EQ(std::memcmp(log.header.magic, log_format::kMagic, 8), 0);
  EXPECT_EQ(log.header.version, log_format::kVersion);
  EXPECT_EQ(log.header.byte_order, log_format::kByteOrder);
  EXPECT_EQ(log.header.header_bytes, log_format::kHeaderBytes);
  EXPECT_EQ(log.header.chunk_bytes, log_format::kChunkBytes);
  EXPECT_EQ(log.header.pid, uint32_t(child));
  EXPECT_EQ(log.header.parent_pid, uint32_t(getpid()));
  EXPECT_EQ(log.header.ended, uint32_t(log_format::Ended::kExit));
  EXPECT_EQ(log.header.status, 7);
  EXPECT_EQ(log.header.chunk_count, log.slots_begun);
  EXPECT_EQ(std::string(log.header.tool_version).rfind("gordian ", 0), 0u);
  struct stat status;
  ASSERT_EQ(stat(logOf(child).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
}

TEST_F(LogTest, ProcessRecordNamesProgramFolderOptionsAndArguments) {
  run("report=0", [](Thread &) {});
  auto records = ReadLog(onlyLog()).bytesOf(RecordKind::kProcess);
  ASSERT_EQ(records.size(), 1u);
  auto texts = textsOf(records[0], sizeof(log_format::ProcessRecord));
  log_format::ProcessRecord record;
  std::memcpy(&record, records[0].data(), sizeof(record));
  ASSERT_GE(texts.size(), 4u + record.argument_count);
  EXPECT_EQ(texts[0], std::filesystem::read_symlink("/proc/self/exe").string());
  EXPECT_EQ(texts[1], std::filesystem::current_path().string());
  EXPECT_EQ(texts[2], "log_dir=" + folder() + ":report=0");
  EXPECT_EQ(texts[3].rfind("gordian ", 0), 0u);
  std::ifstream arguments("/proc/self/cmdline");
  std::string first;
  std::getline(arguments, first, '\0');
  ASSERT_GE(record.argument_count, 1u);
  EXPECT_EQ(texts[4], first);
}

TEST_F(LogTest, ModuleRecordsCoverTheProgramAndItsLibraries) {
  run("", [](Thread &) {
    log::updateModules();  // nothing new: nothing written twice
  });
  ReadLog log(onlyLog());
  std::set<uint32_t> numbers;
  unsigned covering_program = 0, covering_libc = 0;
  for (auto &bytes : log.bytesOf(RecordKind::kModule)) {
    log_format::ModuleRecord module;
    std::memcpy(&module, bytes.data(), sizeof(module));
    EXPECT_TRUE(numbers.insert(module.module).second);
    std::string path = bytes.data() + sizeof(module);
    EXPECT_EQ(path.size() + 1, module.path_bytes);
    EXPECT_TRUE(std::filesystem::exists(path)) << path;
    auto covers = [&](const void *address) {
      return module.begin <= uint64_t(address) && uint64_t(address) < module.end;
    };
    covering_program += covers(reinterpret_cast<void *>(&programName)) && path == std::filesystem::read_symlink("/proc/self/exe");
    covering_libc += covers(reinterpret_cast<void *>(&getppid)) && module.build_id_bytes == 20;
  }
  EXPECT_EQ(covering_program, 1u);
  EXPECT_EQ(covering_libc, 1u);
}

TEST_F(LogTest, CountIsRaisedInPlace) {
  run("", [](Thread &) {
    log_format::Record *written = appendRace(64);
    appendRace(65);
    written->count += 4;
    if (log::findingCount() != 2) _exit(1);
  });
  ReadLog log(onlyLog());
  auto races = log.all<log_format::RaceRecord>(RecordKind::kRace);
  ASSERT_EQ(races.size(), 2u);
  EXPECT_EQ(races[0].head.count, 5u);
  EXPECT_EQ(races[1].head.count, 1u);
  EXPECT_EQ(log.header.findings, 2u);
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
}

TEST_F(LogTest, RecordLargerThanAChunkIsCountedAsLost) {
  run("", [](Thread &) {
    static char bytes[log_format::kChunkBytes];
    auto *record = reinterpret_cast<log_format::Record *>(bytes);
    if (log::append(nullptr, RecordKind::kNote, record, sizeof(bytes))) _exit(1);
    if (!log::append(nullptr, RecordKind::kNote, record, 65504)) _exit(2);
  });
  ReadLog log(onlyLog());
  EXPECT_EQ(log.header.records_lost, 1u);
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
}

// ---- Numbers --------------------------------------------------------------------------------------------------------

TEST_F(LogTest, StackSeenBeforeKeepsItsNumber) {
  run("", [](Thread &thread) {
    u32 bottom = log::stackOf(thread);
    u32 depth = thread.history.enter(0x1000, history::kLibraryTag);
    thread.history.enter(0x2000, history::kLibraryTag);
    u32 both = log::stackOf(thread);
    const u64 rebuilt[] = {0x2000, 0x1000};
    bool is_same = both == log::stackOf(thread) && both == log::stackOf(&thread, rebuilt, 2);
    thread.history.unwind(depth);
    if (!bottom || !both || !is_same || bottom == both || log::stackOf(thread) != bottom) _exit(1);
  });
  auto stacks = ReadLog(onlyLog()).bytesOf(RecordKind::kStack);
  ASSERT_EQ(stacks.size(), 2u);
  EXPECT_EQ(framesOf(stacks[0]), std::vector<uint64_t>{});
  EXPECT_EQ(framesOf(stacks[1]), (std::vector<uint64_t>{0x2000, 0x1000}));
}

TEST_F(LogTest, DeepRecursionSharesItsInnermostFrames) {
  run("", [](Thread &thread) {
    std::set<u32> numbers;
    for (int i = 0; i < 5000; ++i) {
      thread.history.enter(0x1000, history::kLibraryTag);
      numbers.insert(log::stackOf(thread));
    }
    if (numbers.size() != 256) _exit(1);
  });
  auto stacks = ReadLog(onlyLog()).bytesOf(RecordKind::kStack);
  ASSERT_EQ(stacks.size(), 256u);
  EXPECT_EQ(framesOf(stacks.back()).size(), 256u);
}

TEST_F(LogTest, ManyStacksAreAllFoundAgain) {
  run("", [](Thread &thread) {
    std::vector<u32> numbers;
    for (u64 i = 0; i < 50000; ++i) {
      const u64 frames[] = {i, 0x4000};
      numbers.push_back(log::stackOf(&thread, frames, 2));
    }
    for (u64 i = 0; i < 50000; ++i) {
      const u64 frames[] = {i, 0x4000};
      if (numbers[i] != log::stackOf(&thread, frames, 2)) _exit(1);
    }
    if (std::set<u32>(numbers.begin(), numbers.end()).size() != numbers.size()) _exit(2);
  });
  EXPECT_EQ(ReadLog(onlyLog()).bytesOf(RecordKind::kStack).size(), 50000u);
}

TEST_F(LogTest, LocksetsAndNotesAreWrittenOnce) {
  run("", [](Thread &thread) {
    const log_format::LocksetEntry entries[] = {{1, 0, 70, 2}, {2, 1, 71, 0}};
    u32 both = log::locksetOf(&thread, entries, 2), one = log::locksetOf(&thread, entries, 1);
    if (!both || !one || both == one || log::locksetOf(&thread, entries, 2) != both) _exit(1);
    if (log::locksetOf(&thread, entries, 0) != 0) _exit(2);
    std::string same_words = "a library was not seen";
    log::note("a library was not seen");
    log::note(same_words.c_str());
    log::note("something else");
  });
  ReadLog log(onlyLog());
  auto locksets = log.bytesOf(RecordKind::kLockset);
  ASSERT_EQ(locksets.size(), 2u);
  log_format::LocksetEntry second;
  std::memcpy(&second, locksets[0].data() + sizeof(log_format::LocksetRecord) + sizeof(second), sizeof(second));
  EXPECT_EQ(second.site, 71u);
  auto notes = log.bytesOf(RecordKind::kNote);
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_STREQ(notes[0].data() + sizeof(log_format::NoteRecord), "a library was not seen");
}

// ---- Events and limits ----------------------------------------------------------------------------------------------

TEST_F(LogTest, EventsComeBackInTheOrderOfTheirThread) {
  run("", [](Thread &thread) {
    TestThread other(1);
    for (uint32_t i = 0; i < 5000; ++i) {
      logEvent(thread, i);
      if (i % 2) logEvent(other.thread, i);
    }
  });
  ReadLog log(onlyLog());
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
  ASSERT_EQ(log.events[0].size(), 5000u);
  ASSERT_EQ(log.events[1].size(), 2500u);
  for (uint32_t i = 0; i < 5000; ++i) {
    EXPECT_EQ(log.events[0][i].tseq, i);
    EXPECT_EQ(log.events[0][i].event.value, i);
  }
  EXPECT_EQ(log.header.events_lost, 0u);
}

TEST_F(LogTest, ShortThreadCostsOneKilobyte) {
  run("", [](Thread &) {
    TestThread reused(1);
    for (uint32_t id = 1; id <= 6400; ++id) {
      reused.thread.id = static_cast<ThreadId>(id);
      for (uint32_t i = 0; i < 3; ++i) logEvent(reused.thread, i);
      log::threadEnded(reused.thread);
    }
  });
  ReadLog log(onlyLog());
  EXPECT_EQ(log.events.size(), 6400u);
  EXPECT_EQ(log.eventCount(), 3u * 6400u);
  EXPECT_LE(log.slots_begun, 6400u / 64 + 4);
  for (auto &[thread, events] : log.events) EXPECT_EQ(events[0].tseq, 0u) << thread;
}

TEST_F(LogTest, FullLogLosesOldestEventsAndNoRecord) {
  constexpr uint32_t kEvents = 300000;
  run("log_size_mb=2", [](Thread &thread) {
    for (uint32_t i = 0; i < kEvents; ++i) {
      logEvent(thread, i);
      if (i % 100 == 0) appendEnd(i / 100);
    }
  });
  ReadLog log(onlyLog());
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
  EXPECT_EQ(endedThreads(log), upTo(kEvents / 100));
  EXPECT_EQ(log.header.records_lost, 0u);
  EXPECT_EQ(log.header.events_lost + log.events[0].size(), kEvents);
  ASSERT_GT(log.events[0].size(), 10000u);
  // What is left is the end of the run without a gap.
  uint32_t expected = kEvents - uint32_t(log.events[0].size());
  for (auto &logged : log.events[0]) {
    ASSERT_EQ(logged.event.value, expected);
    ASSERT_EQ(logged.tseq, expected++);
  }
  EXPECT_LE(log.file_bytes, log_format::kHeaderBytes + (3u << 20));
}

TEST_F(LogTest, LateThreadFindsRoomInAFullLog) {
  run("log_size_mb=8", [](Thread &thread) {
    for (uint32_t i = 0; i < 400000; ++i) logEvent(thread, i);
    TestThread late(1);
    for (uint32_t i = 0; i < 1000; ++i) logEvent(late.thread, i);
  });
  EXPECT_EQ(ReadLog(onlyLog()).events[1].size(), 1000u);
}

TEST_F(LogTest, EventsOfEndedThreadsGoFirst) {
  constexpr uint32_t kOld = 20000, kNew = 300000;
  run("log_size_mb=2", [](Thread &thread) {
    TestThread old(1);
    for (uint32_t i = 0; i < kOld; ++i) logEvent(old.thread, i);
    log::threadEnded(old.thread);
    for (uint32_t i = 0; i < kNew; ++i) logEvent(thread, i);
  });
  ReadLog log(onlyLog());
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
  EXPECT_EQ(log.events.count(1), 0u);
  EXPECT_EQ(log.header.events_lost + log.eventCount(), kOld + kNew);
}

/// Appends until something is lost, and some more; then 200 findings, for which the reserve must do.
void fillDisk(Thread &thread) {
  uint32_t written = 0;
  for (; written < 200000; ++written) logEvent(thread, written);
  for (uint32_t i = 0; i < 200; ++i)
    if (!appendRace(i)) _exit(1);
  while (appendEnd(0)) {}
  appendEnd(0);
  log::setEnded(log_format::Ended::kExit, 0);
}

void expectFindingsSurvived(const ReadLog &log) {
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
  EXPECT_EQ(log.bytesOf(RecordKind::kRace).size(), 200u);
  EXPECT_GT(log.eventCount(), 10000u);
  EXPECT_GT(log.header.events_lost, 0u);
  EXPECT_EQ(log.header.records_lost, 2u);
  EXPECT_EQ(log.header.ended, uint32_t(log_format::Ended::kExit));
}

TEST_F(LogTest, LimitOnFileSizeCostsEventsFirstAndSendsNoSignal) {
  run("", fillDisk, [] {
    struct rlimit limit = {4 << 20, 4 << 20};
    setrlimit(RLIMIT_FSIZE, &limit);
  });
  expectFindingsSurvived(ReadLog(onlyLog()));
}

TEST_F(LogTest, FullDiskCostsEventsFirst) {
  std::string disk = file("disk");
  std::filesystem::create_directory(disk);
  if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=4m")) GTEST_SKIP() << "needs the right to mount a small disk";
  pid_t child = run("log_dir=" + disk, fillDisk);
  ReadLog log(disk + "/" + programName() + "." + std::to_string(child) + ".glog");
  umount(disk.c_str());
  expectFindingsSurvived(log);
}

TEST_F(LogTest, LimitOnAddressSpaceCostsEventsOnly) {
  run("", [](Thread &thread) {
    std::ifstream statm("/proc/self/statm");
    rlim_t pages = 0;
    statm >> pages;
    struct rlimit limit = {pages * 4096 + (6 << 20), pages * 4096 + (6 << 20)};
    setrlimit(RLIMIT_AS, &limit);
    for (uint32_t i = 0; i < 400000; ++i) logEvent(thread, i);
    for (uint32_t i = 0; i < 200; ++i)
      if (!appendRace(i)) _exit(1);
  });
  ReadLog log(onlyLog());
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
  EXPECT_EQ(log.bytesOf(RecordKind::kRace).size(), 200u);
  EXPECT_EQ(log.header.events_lost + log.eventCount(), 400000u);
  EXPECT_GT(log.header.events_lost, 0u);
}

// ---- Several threads, signals, sudden death -------------------------------------------------------------------------

/// One of several threads that append at once. Every thousandth event makes a stack that all threads share.
void appendMuch(uint32_t id, uint32_t count) {
  TestThread self(id);
  self.thread.os_tid = static_cast<u32>(gettid());
  current_thread = &self.thread;
  for (uint32_t i = 0; i < count; ++i) {
    logEvent(self.thread, i);
    if (i % 10 == 0) appendEnd(id * count + i);
    const u64 frames[] = {i / 100, 0x4000};
    if (i % 100 == 0) log::stackOf(&self.thread, frames, 2);
  }
  log::threadEnded(self.thread);
}

TEST_F(LogTest, ThreadsAppendAtOnceAndNothingIsMixedUp) {
  constexpr uint32_t kThreads = 8, kCount = 20000;
  run("", [](Thread &) {
    std::vector<std::thread> threads;
    for (uint32_t id = 1; id <= kThreads; ++id) threads.emplace_back([id] { appendMuch(id, kCount); });
    for (auto &thread : threads) thread.join();
  });
  ReadLog log(onlyLog());
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
  for (uint32_t id = 1; id <= kThreads; ++id) {
    ASSERT_EQ(log.events[id].size(), kCount);
    for (uint32_t i = 0; i < kCount; ++i) ASSERT_EQ(log.events[id][i].event.value, i);
  }
  EXPECT_EQ(endedThreads(log).size(), kThreads * kCount / 10);
  std::set<std::vector<uint64_t>> stacks;
  for (auto &record : log.bytesOf(RecordKind::kStack)) EXPECT_TRUE(stacks.insert(framesOf(record)).second);
  EXPECT_EQ(stacks.size(), kCount / 100);
}

TEST_F(LogTest, KilledAtAnyMomentLeavesWholeRecords) {
  std::mt19937 random(20240501);
  for (int round = 0; round < 25; ++round) {
    pid_t child = start("log_size_mb=2", [](Thread &thread) {
      for (uint32_t i = 0;; ++i) {
        logEvent(thread, i);
        if (i % 16 == 0) appendEnd(i / 16);
      }
    });
    while (!std::filesystem::exists(logOf(child))) usleep(100);
    usleep(random() % 20000);
    kill(child, SIGKILL);
    EXPECT_TRUE(WIFSIGNALED(wait(child)));
    if (std::filesystem::file_size(logOf(child)) == 0) continue;  // killed before the header
    ReadLog log(logOf(child));
    EXPECT_EQ(log.complaints, std::vector<std::string>{}) << "round " << round;
    EXPECT_EQ(log.header.ended, uint32_t(log_format::Ended::kRunning));
    auto numbers = endedThreads(log);
    EXPECT_EQ(numbers, upTo(uint32_t(numbers.size())));
    for (auto &logged : log.events[0]) ASSERT_EQ(logged.tseq, logged.event.value);
  }
}

Thread *interrupted_thread;
void appendFromHandler(int) {
  logEvent(*interrupted_thread, 1);
  appendEnd(1);
  const u64 frames[] = {1};
  log::stackOf(interrupted_thread, frames, 1);
}

TEST_F(LogTest, SignalHandlerThatAppendsNeitherHangsNorTears) {
  run("log_size_mb=2", [](Thread &thread) {
    interrupted_thread = &thread;
    signal(SIGALRM, appendFromHandler);
    struct itimerval often = {{0, 50}, {0, 50}};
    setitimer(ITIMER_REAL, &often, nullptr);
    for (uint32_t i = 0; i < 200000; ++i) {
      logEvent(thread, 0);
      appendEnd(0);
    }
    often = {};
    setitimer(ITIMER_REAL, &often, nullptr);
  });
  ReadLog log(onlyLog());
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
  auto numbers = endedThreads(log);
  EXPECT_GT(std::count(numbers.begin(), numbers.end(), 1u), 0);
  EXPECT_EQ(std::count(numbers.begin(), numbers.end(), 0u), 200000);
}

}  // namespace
}  // namespace gordian::testing
