// The end of a run: status, report, what becomes of the log.
#include "log/log_test.h"

#include <csignal>
#include <sys/stat.h>
#include <thread>

namespace gordian {
__thread Thread *current_thread __attribute__((tls_model("initial-exec")));
}

namespace gordian::testing {
namespace {

class FinishTest : public LogTest {
protected:
  /// A `gordian` that writes down how it was called, and exits with `status`.
  void SetUp() override {
    LogTest::SetUp();
    setenv("GORDIAN_COMMAND", file("gordian").c_str(), 1);
  }
  void installCommand(int status, const std::string &more = "") {
    std::ofstream(file("gordian")) << "#!/bin/sh\necho \"$@\" > " << file("arguments") << "\nenv > " << file("variables")
                                   << "\necho told\n" << more << "\nexit " << status << "\n";
    chmod(file("gordian").c_str(), 0755);
  }
  /// Exit status of a run with `findings` findings that would have ended with 3.
  int finish(const std::string &options, int findings) {
    int status = wait(start(options, [&](Thread &) {
      for (int i = 0; i < findings; ++i) appendRace(uint32_t(64 + i));
      _exit(finishRun(3));
    }));
    EXPECT_TRUE(WIFEXITED(status)) << status;
    return WEXITSTATUS(status);
  }
};

TEST_F(FinishTest, CleanRunLeavesNoLog) {
  installCommand(66);
  EXPECT_EQ(finish("", 0), 3);
  EXPECT_TRUE(logsIn(folder()).empty());
  EXPECT_FALSE(std::filesystem::exists(file("arguments")));
  EXPECT_EQ(stderrText(), "");
}

TEST_F(FinishTest, CleanRunKeepsTheLogWhenAskedTo) {
  EXPECT_EQ(finish("keep_log=1", 0), 3);
  ReadLog log(onlyLog());
  EXPECT_EQ(log.header.ended, uint32_t(log_format::Ended::kExit));
  EXPECT_EQ(log.header.status, 3);
}

TEST_F(FinishTest, WithoutReportTheLogIsLeftToTheCaller) {
  installCommand(66);
  EXPECT_EQ(finish("report=0:exitcode=0", 0), 3);
  onlyLog();
  EXPECT_FALSE(std::filesystem::exists(file("arguments")));
}

TEST_F(FinishTest, FindingStartsTheReportOnTheLog) {
  installCommand(66);
  EXPECT_EQ(finish("", 1), 66);
  EXPECT_EQ(contentOf(file("arguments")), "report " + onlyLog() + "\n");
  EXPECT_EQ(stderrText(), "told\ngordian: the log is kept: " + onlyLog() + "\n");
  EXPECT_EQ(ReadLog(onlyLog()).header.status, 3);
}

TEST_F(FinishTest, ReportDoesNotInheritWhatMakesAProgramATest) {
  installCommand(66);
  setenv("GORDIAN_TEST_MARK", "kept", 1);
  finish("", 1);
  std::string variables = "\n" + contentOf(file("variables"));
  EXPECT_EQ(variables.find("\nGORDIAN_OPTIONS="), std::string::npos);
  EXPECT_EQ(variables.find("\nLD_PRELOAD="), std::string::npos);
  EXPECT_NE(variables.find("\nGORDIAN_TEST_MARK=kept\n"), std::string::npos);
}

TEST_F(FinishTest, ExitcodeIsAnOption) {
  installCommand(66);
  EXPECT_EQ(finish("exitcode=9", 1), 9);
  EXPECT_EQ(finish("exitcode=0", 1), 3);
}

TEST_F(FinishTest, ReportThatSuppressesEverythingMakesACleanRun) {
  installCommand(0);
  EXPECT_EQ(finish("", 2), 3);
  EXPECT_TRUE(logsIn(folder()).empty());
}

TEST_F(FinishTest, MissingCommandIsReplacedByOneLine) {
  EXPECT_EQ(finish("", 2), 66);
  EXPECT_EQ(stderrText(), "gordian: 2 findings in " + onlyLog() + ": run 'gordian report " + onlyLog() + "'\n");
}

TEST_F(FinishTest, CommandThatFailsIsFollowedByTheLine) {
  installCommand(3);
  EXPECT_EQ(finish("", 1), 66);
  EXPECT_EQ(stderrText(), "told\ngordian: 1 finding in " + onlyLog() + ": run 'gordian report " + onlyLog() + "'\n");
}

TEST_F(FinishTest, FindingsWithoutALogAreSaid) {
  installCommand(66);
  std::ofstream(file("plain")) << "no folder";
  EXPECT_EQ(finish("log_dir=" + file("plain"), 1), 66);
  EXPECT_NE(stderrText().find("gordian: 1 finding, but no log could be made"), std::string::npos) << stderrText();
}

TEST_F(FinishTest, SecondThreadWaitsForTheReportAndGetsTheSameStatus) {
  installCommand(66, "sleep 0.3");
  int status = wait(start("", [&](Thread &) {
    appendRace(64);
    int statuses[2];
    std::thread first([&] { statuses[0] = finishRun(1); });
    usleep(100000);
    statuses[1] = finishRun(2);
    first.join();
    _exit(statuses[0] == 66 && statuses[1] == 66 ? 0 : 1);
  }));
  EXPECT_EQ(status, 0);
  EXPECT_EQ(stderrText(), "told\ngordian: the log is kept: " + onlyLog() + "\n");
}

TEST_F(FinishTest, HandlerDuringTheReportDoesNotWaitForItself) {
  installCommand(66, "sleep 0.3");
  int status = wait(start("", [&](Thread &) {
    appendRace(64);
    signal(SIGALRM, [](int) { finishRun(5); });
    ualarm(100000, 0);
    _exit(finishRun(3));
  }));
  EXPECT_EQ(WEXITSTATUS(status), 66);
}

TEST_F(FinishTest, ProgramThatIgnoresItsChildrenGetsItsReport) {
  installCommand(66);
  int status = wait(start("", [&](Thread &) {
    appendRace(64);
    signal(SIGCHLD, SIG_IGN);
    _exit(finishRun(3));
  }));
  EXPECT_EQ(WEXITSTATUS(status), 66);
  EXPECT_EQ(stderrText(), "told\ngordian: the log is kept: " + onlyLog() + "\n");
}

TEST_F(FinishTest, DeadlockEndsTheProcessAfterItsReport) {
  installCommand(66);
  int status = wait(start("", [](Thread &) {
    appendRace(64);
    finishDeadlocked();
  }));
  EXPECT_EQ(WEXITSTATUS(status), 66);
  EXPECT_EQ(ReadLog(onlyLog()).header.ended, uint32_t(log_format::Ended::kDeadlock));
  EXPECT_EQ(stderrText(), "told\ngordian: the log is kept: " + onlyLog() + "\n");
}

TEST_F(FinishTest, DeadlockMayAbortWhateverTheProgramDoesWithTheSignal) {
  installCommand(66);
  int status = wait(start("on_deadlock=abort", [](Thread &) {
    appendRace(64);
    signal(SIGABRT, SIG_IGN);
    finishDeadlocked();
  }));
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGABRT);
}

TEST_F(FinishTest, DeadlockNeverExitsWithSuccess) {
  int status = wait(start("exitcode=0:report=0", [](Thread &) {
    appendRace(64);
    finishDeadlocked();
  }));
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_NE(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace gordian::testing
