// What the tests of log/ share: a folder, and child processes that each open a log of their own, since a process has one
// log only.
#ifndef GORDIAN_LOG_LOG_TEST_H
#define GORDIAN_LOG_LOG_TEST_H

#include "log/finish.h"
#include "log/read_log.h"
#include "log/writer.h"
#include "options.h"
#include "thread.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace gordian::testing {

/// The test program's own file name: logs begin with it.
inline std::string programName() { return std::filesystem::read_symlink("/proc/self/exe").filename(); }

/// A thread of the program, as far as the log asks for it.
struct TestThread {
  explicit TestThread(uint32_t id) : thread(*new Thread()) {
    thread.id = static_cast<ThreadId>(id);
    thread.history.start(0);
  }
  Thread &thread;
};

class LogTest : public ::testing::Test {
protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "gordian-log-test-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::string &folder() const { return folder_; }
  std::string file(const std::string &name) const { return folder_ + "/" + name; }
  std::string stderrText() const { return contentOf(file("stderr.txt")); }

  static std::string contentOf(const std::string &path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// The logs in `where`, by name.
  std::vector<std::string> logsIn(const std::string &where) const {
    std::vector<std::string> paths;
    for (auto &entry : std::filesystem::directory_iterator(where))
      if (entry.path().extension() == ".glog") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
  }
  std::string onlyLog() const {
    auto paths = logsIn(folder_);
    EXPECT_EQ(paths.size(), 1u);
    return paths.empty() ? "" : paths[0];
  }
  std::string logOf(pid_t pid) const { return file(programName() + "." + std::to_string(pid) + ".glog"); }

  /// Starts a child that reads `options` (log_dir is this test's folder unless they say otherwise), does `before`,
  /// opens a log and does `body` as thread 0.
  pid_t start(const std::string &options, std::function<void(Thread &)> body, std::function<void()> before = [] {}) {
    pid_t child = fork();
    if (child) return child;
    if (!freopen(file("stderr.txt").c_str(), "w", stderr)) _exit(99);
    setenv("GORDIAN_OPTIONS", ("log_dir=" + folder_ + ":" + options).c_str(), 1);
    before();
    readOptions();
    current_thread = &TestThread(0).thread;
    current_thread->os_tid = static_cast<u32>(gettid());
    log::open();
    body(*current_thread);
    _exit(0);
  }
  /// Waits; returns what waitpid says.
  static int wait(pid_t child) {
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return status;
  }
  /// start and wait; the child must exit with 0.
  pid_t run(const std::string &options, std::function<void(Thread &)> body, std::function<void()> before = [] {}) {
    pid_t child = start(options, std::move(body), std::move(before));
    int status = wait(child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status << "\n" << stderrText();
    return child;
  }

private:
  std::string folder_;
};

inline log_format::Record *appendEnd(uint32_t number) {
  log_format::ThreadEndRecord record = {};
  record.thread = number;
  return log::append(nullptr, log_format::RecordKind::kThreadEnd, &record.head, sizeof(record));
}
inline log_format::Record *appendRace(uint32_t site) {
  log_format::RaceRecord record = {};
  record.finding = uint32_t(log_format::FindingKind::kDataRace);
  record.later.site = site;
  return log::appendFinding(nullptr, log_format::RecordKind::kRace, &record.head, sizeof(record));
}
inline void logEvent(Thread &thread, uint32_t value) {
  log_format::Event event = {};
  event.kind = uint16_t(log_format::EventKind::kMark);
  event.value = value;
  event.partner = log_format::kNoThread;
  log::event(thread, event);
}

}  // namespace gordian::testing

#endif
