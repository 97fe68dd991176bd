// Where the log lies: names, folders, links, descriptors that the program closes.
#include "log/log_test.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace gordian {
__thread Thread *current_thread __attribute__((tls_model("initial-exec")));
}

namespace gordian::testing {
namespace {

using log_format::RecordKind;

std::string childName(const char *suffix) { return programName() + "." + std::to_string(getpid()) + suffix; }

TEST_F(LogTest, TakenNameGetsANumber) {
  pid_t child = run("", [](Thread &) { appendRace(64); },
                    [&] {
                      std::ofstream(file(childName(".glog"))) << "somebody else's";
                      std::ofstream(file(childName(".1.glog"))) << "and another";
                    });
  std::string stem = file(programName() + "." + std::to_string(child));
  EXPECT_EQ(contentOf(stem + ".glog"), "somebody else's");
  EXPECT_EQ(contentOf(stem + ".1.glog"), "and another");
  EXPECT_EQ(ReadLog(stem + ".2.glog").header.findings, 1u);
}

TEST_F(LogTest, SymbolicLinkIsNotFollowed) {
  std::ofstream(file("victim")) << "precious";
  pid_t child = run("", [](Thread &) { appendRace(64); },
                    [&] {
                      if (symlink(file("victim").c_str(), file(childName(".glog")).c_str())) _exit(1);
                      if (symlink(file("nowhere").c_str(), file(childName(".1.glog")).c_str())) _exit(1);
                    });
  EXPECT_EQ(contentOf(file("victim")), "precious");
  EXPECT_FALSE(std::filesystem::exists(file("nowhere")));
  EXPECT_EQ(ReadLog(file(programName() + "." + std::to_string(child) + ".2.glog")).header.findings, 1u);
}

TEST_F(LogTest, FolderIsMadeWithThoseAboveIt) {
  run("log_dir=" + file("a//b/c/"), [](Thread &) { appendRace(64); });
  auto logs = logsIn(file("a/b/c"));
  ASSERT_EQ(logs.size(), 1u);
  EXPECT_EQ(ReadLog(logs[0]).header.findings, 1u);
}

TEST_F(LogTest, RelativeFolderStaysWhereTheProgramBegan) {
  run("log_dir=logs:log_size_mb=8",
      [&](Thread &thread) {
        if (chdir("/")) _exit(1);
        for (uint32_t i = 0; i < 60000; ++i) logEvent(thread, i);
        if (std::string(log::path()).rfind(std::filesystem::canonical(folder()).string() + "/logs/", 0) != 0) _exit(2);
      },
      [&] {
        if (chdir(folder().c_str())) _exit(3);
      });
  ASSERT_EQ(logsIn(file("logs")).size(), 1u);
  EXPECT_EQ(ReadLog(logsIn(file("logs"))[0]).eventCount(), 60000u);
}

TEST_F(LogTest, WithoutLogDirItLiesInTmpdir) {
  run("log_dir=", [](Thread &) { appendRace(64); }, [&] { setenv("TMPDIR", folder().c_str(), 1); });
  EXPECT_EQ(ReadLog(onlyLog()).header.findings, 1u);
}

TEST_F(LogTest, OwnerMayReadWhateverTheUmaskSays) {
  run("", [](Thread &) {}, [] { umask(0777); });
  struct stat status;
  ASSERT_EQ(stat(onlyLog().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
}

TEST_F(LogTest, ImpossibleFolderIsSaidOnceAndFindingsAreStillCounted) {
  std::ofstream(file("plain")) << "no folder";
  run("log_dir=" + file("plain/logs"), [](Thread &thread) {
    for (uint32_t i = 0; i < 5000; ++i) logEvent(thread, i);
    appendRace(64);
    const u64 frames[] = {1};
    log::note("seen by nobody");
    log::updateModules();
    log::threadEnded(thread);
    if (log::findingCount() != 1 || *log::path() || log::stackOf(&thread, frames, 1) != 0) _exit(1);
  });
  EXPECT_EQ(stderrText(), "gordian: warning: cannot make a log in '" + file("plain/logs") +
                              "': a part of the path is not a folder: findings are only counted; set "
                              "GORDIAN_OPTIONS=log_dir=FOLDER\n");
}

TEST_F(LogTest, ProgramThatClosesAllDescriptorsKeepsItsLogAndItsFiles) {
  run("log_size_mb=8", [&](Thread &thread) {
    close_range(3, ~0u, 0);
    // Now the program's own files have the numbers that the log's had.
    std::string own = file("own.txt");
    for (int i = 0; i < 1100; ++i)
      if (open(own.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600) < 0) break;
    for (uint32_t i = 0; i < 60000; ++i) logEvent(thread, i);
  });
  EXPECT_EQ(std::filesystem::file_size(file("own.txt")), 0u);
  EXPECT_EQ(ReadLog(onlyLog()).eventCount(), 60000u);
}

TEST_F(LogTest, LogThatWasReplacedMeanwhileIsNotTouched) {
  run("log_size_mb=8", [&](Thread &thread) {
    close_range(3, ~0u, 0);
    std::string path = log::path();
    std::filesystem::remove(path);
    std::ofstream(path) << "somebody else's";
    for (uint32_t i = 0; i < 100000; ++i) logEvent(thread, i);
  });
  EXPECT_EQ(contentOf(onlyLog()), "somebody else's");
}

}  // namespace
}  // namespace gordian::testing
