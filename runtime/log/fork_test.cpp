// fork and exec: numbers stay valid in the child's log, findings stay with who made them.
#include "log/log_test.h"

#include "base/arena.h"

#include <csignal>
#include <set>

namespace gordian {
__thread Thread *current_thread __attribute__((tls_model("initial-exec")));
}

namespace gordian::testing {
namespace {

using log_format::RecordKind;

/// fork as the runtime does it. `child_body` runs in the child. Returns the child's number.
pid_t forkRuntime(const std::function<void()> &child_body) {
  log::beforeFork();
  arena::lockAll();
  pid_t child = fork();
  arena::unlockAll();
  if (child) {
    log::afterForkParent();
    return child;
  }
  log::reopenAfterFork();
  child_body();
  _exit(0);
}
void reap(pid_t child) {
  int status;
  if (waitpid(child, &status, 0) != child || status != 0) _exit(90);
}
std::set<uint32_t> stackNumbers(const ReadLog &log) {
  std::set<uint32_t> numbers;
  for (auto &stack : log.all<log_format::StackRecord>(RecordKind::kStack))
    EXPECT_TRUE(numbers.insert(stack.stack).second) << "stack " << stack.stack << " twice";
  return numbers;
}
u32 makeStack(u64 address) { return log::stackOf(nullptr, &address, 1); }

TEST_F(LogTest, ChildBeginsWithDefinitionsAndWithoutFindings) {
  pid_t parent = run("", [&](Thread &thread) {
    u32 first = makeStack(0x10);
    for (uint32_t i = 0; i < 3000; ++i) appendEnd(i);  // more than a chunk
    appendRace(64);
    logEvent(thread, 1);
    reap(forkRuntime([&] {
      if (makeStack(0x10) != first || makeStack(0x20) != first + 1 || log::findingCount() != 0) _exit(1);
      appendRace(65);
      logEvent(*current_thread, 2);
      std::ofstream(file("child")) << getpid();
    }));
    makeStack(0x30);
  });
  ReadLog of_parent(logOf(parent)), of_child(logOf(std::stoi(contentOf(file("child")))));
  EXPECT_EQ(of_parent.complaints, std::vector<std::string>{});
  EXPECT_EQ(of_child.complaints, std::vector<std::string>{});
  EXPECT_EQ(of_child.bytesOf(RecordKind::kModule), of_parent.bytesOf(RecordKind::kModule));
  EXPECT_EQ(of_child.bytesOf(RecordKind::kThreadEnd), of_parent.bytesOf(RecordKind::kThreadEnd));
  EXPECT_EQ(of_child.bytesOf(RecordKind::kProcess).size(), 1u);
  EXPECT_EQ(of_child.header.parent_pid, uint32_t(parent));
  EXPECT_EQ(stackNumbers(of_parent).size(), 2u);
  EXPECT_EQ(stackNumbers(of_child).size(), 2u);
  auto races = of_child.all<log_format::RaceRecord>(RecordKind::kRace);
  ASSERT_EQ(races.size(), 1u);
  EXPECT_EQ(races[0].later.site, 65u);
  ASSERT_EQ(of_child.events[0].size(), 1u);
  EXPECT_EQ(of_child.events[0][0].event.value, 2u);
  EXPECT_EQ(of_parent.events[0].size(), 1u);
}

TEST_F(LogTest, ChildThatWritesNothingLeavesNoFile) {
  run("", [](Thread &) { reap(forkRuntime([] {})); });
  EXPECT_EQ(logsIn(folder()).size(), 1u);
}

TEST_F(LogTest, WhatTheParentWritesAfterTheForkIsNotTheChilds) {
  pid_t parent = run("", [&](Thread &) {
    int go[2];
    if (pipe(go)) _exit(1);
    pid_t child = forkRuntime([&] {
      char byte;
      if (read(go[0], &byte, 1) != 1) _exit(2);
      makeStack(0x20);
      std::ofstream(file("child")) << getpid();
    });
    makeStack(0x30);  // takes the number that the child will give to 0x20
    for (uint32_t i = 0; i < 5000; ++i) appendEnd(i);
    if (write(go[1], "g", 1) != 1) _exit(3);
    reap(child);
  });
  ReadLog of_child(logOf(std::stoi(contentOf(file("child")))));
  EXPECT_EQ(of_child.complaints, std::vector<std::string>{});
  EXPECT_EQ(stackNumbers(of_child).size(), 1u);
  EXPECT_EQ(of_child.bytesOf(RecordKind::kThreadEnd).size(), 0u);
  EXPECT_EQ(ReadLog(logOf(parent)).bytesOf(RecordKind::kThreadEnd).size(), 5000u);
}

TEST_F(LogTest, RecordsFromBeforeTheForkMayStillBeRaisedByTheChild) {
  pid_t parent = run("", [](Thread &) {
    log_format::Record *race = appendRace(64);
    reap(forkRuntime([&] {
      race->count += 100;
      appendRace(65);
      race->count += 100;
    }));
    race->count += 1;
  });
  auto races = ReadLog(logOf(parent)).all<log_format::RaceRecord>(RecordKind::kRace);
  ASSERT_EQ(races.size(), 1u);
  EXPECT_EQ(races[0].head.count, 2u);
}

TEST_F(LogTest, GrandchildInheritsThroughASilentChild) {
  run("", [&](Thread &) {
    u32 first = makeStack(0x10);
    reap(forkRuntime([&] {
      reap(forkRuntime([&] {
        if (makeStack(0x10) != first) _exit(1);
        appendRace(66);
        std::ofstream(file("grandchild")) << getpid();
      }));
    }));
  });
  EXPECT_EQ(logsIn(folder()).size(), 2u);
  ReadLog log(logOf(std::stoi(contentOf(file("grandchild")))));
  EXPECT_EQ(stackNumbers(log).size(), 1u);
  EXPECT_EQ(log.header.findings, 1u);
}

TEST_F(LogTest, ChildOfAParentWhoseFileIsOutOfReachTakesTheDefinitionsAtOnce) {
  run("", [&](Thread &) {
    u32 first = makeStack(0x10);
    log_format::Record *race = appendRace(64);
    close_range(3, ~0u, 0);
    std::filesystem::rename(log::path(), file("moved"));
    reap(forkRuntime([&] {
      if (makeStack(0x10) != first) _exit(1);
      race->count += 100;
      appendRace(65);
    }));
    race->count += 1;
  });
  EXPECT_EQ(stackNumbers(ReadLog(onlyLog())).size(), 1u);
  EXPECT_EQ(ReadLog(onlyLog()).header.findings, 1u);
  EXPECT_EQ(ReadLog(file("moved")).all<log_format::RaceRecord>(RecordKind::kRace)[0].head.count, 2u);
}

TEST_F(LogTest, ForksWhileThreadsWriteGiveWholeLogs) {
  run("", [&](Thread &) {
    bool stop = false;
    std::vector<pthread_t> threads(2);
    for (pthread_t &thread : threads)
      pthread_create(&thread, nullptr, [](void *stop) -> void * {
        static uint32_t next_id = 1;
        TestThread self(__atomic_fetch_add(&next_id, 1, __ATOMIC_SEQ_CST));
        self.thread.os_tid = static_cast<u32>(gettid());
        current_thread = &self.thread;
        for (u64 i = 0; !__atomic_load_n(static_cast<bool *>(stop), __ATOMIC_SEQ_CST); ++i) {
          makeStack(u64{raw(self.thread.id)} << 40 | i);
          logEvent(self.thread, uint32_t(i));
        }
        return nullptr;
      }, &stop);
    for (int i = 0; i < 10; ++i) reap(forkRuntime([] { makeStack(0x10); }));
    __atomic_store_n(&stop, true, __ATOMIC_SEQ_CST);
    for (pthread_t thread : threads) pthread_join(thread, nullptr);
  });
  auto logs = logsIn(folder());
  EXPECT_EQ(logs.size(), 11u);
  for (const std::string &path : logs) {
    ReadLog log(path);
    EXPECT_EQ(log.complaints, std::vector<std::string>{});
    EXPECT_GT(stackNumbers(log).size(), 0u);
  }
}

// ---- exec -----------------------------------------------------------------------------------------------------------

TEST_F(LogTest, ExecTakesTheLogOfACleanRunAway) {
  run("", [](Thread &) {
    log::beforeExec();
    execl("/bin/true", "true", nullptr);
    _exit(1);
  });
  EXPECT_EQ(logsIn(folder()).size(), 0u);
}

TEST_F(LogTest, ExecAfterAFindingKeepsTheLog) {
  run("", [](Thread &) {
    appendRace(64);
    log::beforeExec();
    execl("/bin/true", "true", nullptr);
    _exit(1);
  });
  EXPECT_EQ(ReadLog(onlyLog()).header.ended, uint32_t(log_format::Ended::kExec));
}

TEST_F(LogTest, ExecThatFailsGoesOnInANewFileWithTheSameNumbers) {
  run("", [](Thread &thread) {
    u32 first = makeStack(0x10);
    logEvent(thread, 1);
    log::beforeExec();
    execl("/nowhere/at/all", "all", nullptr);
    log::afterFailedExec();
    if (makeStack(0x10) != first) _exit(1);
    appendRace(64);
    logEvent(thread, 2);
  });
  ReadLog log(onlyLog());
  EXPECT_EQ(log.complaints, std::vector<std::string>{});
  EXPECT_EQ(log.header.ended, uint32_t(log_format::Ended::kRunning));
  EXPECT_EQ(stackNumbers(log).size(), 1u);
  ASSERT_EQ(log.events[0].size(), 1u);
  EXPECT_EQ(log.events[0][0].event.value, 2u);
}

}  // namespace
}  // namespace gordian::testing
