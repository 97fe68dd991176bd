// Whole reports, compared as a whole: what a person reads is what is tested.
#include "report/formats.h"

#include "analysis/analyses.h"
#include "findings/merge.h"
#include "testing/bank.h"
#include "trace/load.h"

#include "llvm/Support/JSON.h"

#include "gtest/gtest.h"

namespace gordian::report {
namespace {

using testing::LogWriter;

class Golden : public ::testing::Test {
protected:
  LogWriter log_ = testing::bankLog(testing::writeBankModule());

  findings::Report analyzed() {
    findings::Report report;
    report.tool_version = "0.1.0";
    std::string error;
    auto trace = trace::parseTrace(log_.bytes(), "bank.glog", error);
    EXPECT_TRUE(trace) << error;
    analysis::analyze(*trace, report);
    report.findings = findings::merge(std::move(report.findings));
    return report;
  }

  std::string text() {
    std::string text;
    llvm::raw_string_ostream out(text);
    writeText(analyzed(), out);
    return out.str();
  }
};

TEST_F(Golden, DataRace) {
  testing::addRace(log_);
  testing::addRace(log_);
  EXPECT_EQ(text(), R"(WARNING: Gordian: data race (pid=4711) on 'counter' in bump / main, observed
  read of 4 bytes by the main thread, holding nothing
    #0 main  /src/app.cpp:9:3
  earlier write of 4 bytes by thread 1 "left", holding 'a'
    #0 bump(int)  /src/app.cpp:3:10
    #1 worker()   /src/app.cpp:21:5
  the memory: 'counter' of type int in a heap block of 10 bytes, declared at app.cpp:2, allocated by the main thread
  'a' was taken by thread 1 "left"
    #0 left()  /src/bank.cpp:18:3
  thread 1 "left" was created by the main thread
    #0 main  /src/app.cpp:8:3
  why nothing orders them:
    - the main thread started thread 1 "left" (app.cpp:8:3) and had not joined it when it made its own access
    - the first thing by which thread 1 "left" could have passed its access on was unlock of 'a' (bank.cpp:18:3)
    - only thread 1 "left" holds a lock: 'a'
  how to mend it: Let both sides hold the same lock, hand the data over through a channel, a join or a release/acquire pair, or make the variable atomic. (README.md#data-race)
  seen 2 times
SUMMARY: Gordian: data race app.cpp:9:3 in main

gordian: 1 finding (1 data race) in 1 log (3 threads, 0 events); everything in it was analysed
)");
}

TEST_F(Golden, Deadlock) {
  testing::addLockDeadlock(log_);
  EXPECT_EQ(text(), R"(WARNING: Gordian: partial deadlock (pid=4711) of 2 threads on 'b' in left / right, observed
  thread 1 "left"                                       thread 2 "right"
  lock 'a'  bank.cpp:18:3
                                                        lock 'b'  bank.cpp:27:3
  lock 'b'  bank.cpp:19:3  waits for thread 2 "right"
                                                        lock 'a'  bank.cpp:28:3  waits for thread 1 "left"
  thread 1 "left" waits: lock on 'b', holding 'a'
    #0 left()  /src/bank.cpp:19:3
  thread 2 "right" waits: lock on 'a', holding 'b'
    #0 right()  /src/bank.cpp:28:3
  the object: 'b' of type std::mutex, a mutex, declared at bank.cpp:2, first used at bank.cpp:27:3
  'a' was taken by thread 1 "left"
    #0 left()  /src/bank.cpp:18:3
  'b' was taken by thread 2 "right"
    #0 right()  /src/bank.cpp:27:3
  thread 1 "left" was created by the main thread
    #0 main  /src/app.cpp:8:3
  thread 2 "right" was created by the main thread
    #0 main  /src/app.cpp:8:3
  what would free them:
    - thread 1 "left" (lock on 'b') could be freed by thread 2 "right", which waits itself
    - thread 2 "right" (lock on 'a') could be freed by thread 1 "left", which waits itself
  how to mend it: Take locks in one order everywhere (std::scoped_lock takes several at once), hold no lock while waiting for a channel, a join or a condition, and see that each receive has a send that can still happen. (README.md#partial-deadlock)
SUMMARY: Gordian: partial deadlock bank.cpp:19:3 in left

gordian: 1 finding (1 partial deadlock) in 1 log (3 threads, 0 events); everything in it was analysed
)");
}

TEST_F(Golden, SendOnClosedChannel) {
  testing::addSendOnClosed(log_);
  EXPECT_EQ(text(), R"(WARNING: Gordian: send on closed channel (pid=4711) on 'ch' in main, observed
  send by the main thread
    #0 main  /src/chan.cpp:5:6
  earlier close by the main thread
    #0 main  /src/chan.cpp:4:6
  the object: 'ch' of type gordian::chan<int>, an unbuffered channel, declared at chan.cpp:2, first used at chan.cpp:5:6
  how to mend it: Let only the sender close; with several senders close after a wait group says that all have ended. (README.md#send-on-closed-channel)
SUMMARY: Gordian: send on closed channel chan.cpp:5:6 in main

gordian: 1 finding (1 send on closed channel) in 1 log (3 threads, 0 events); everything in it was analysed
)");
}

TEST_F(Golden, CleanRunIsOneLine) {
  EXPECT_EQ(text(), "gordian: clean: no finding in 1 log (3 threads, 0 events); everything in it was analysed\n");
}

TEST_F(Golden, NothingInALogCanSteerTheTerminal) {
  log_.note("\x1b[31mred\x07");
  EXPECT_NE(text().find("gordian: note: \\x1b[31mred\\x07"), std::string::npos);
}

TEST_F(Golden, JsonHasTheSchemasShape) {
  testing::addRace(log_);
  testing::addLockDeadlock(log_);
  std::string json;
  llvm::raw_string_ostream out(json);
  writeJson(analyzed(), out);
  auto parsed = llvm::json::parse(out.str());
  ASSERT_TRUE(bool(parsed));
  const llvm::json::Object &root = *parsed->getAsObject();
  EXPECT_EQ(root.getString("schema"), "gordian-report/1");
  const llvm::json::Object &run = *root.getArray("runs")->front().getAsObject();
  EXPECT_EQ(run.getString("ended"), "exit");
  EXPECT_EQ(run.getBoolean("complete"), true);
  EXPECT_EQ(run.getArray("command")->size(), 2u);
  const llvm::json::Object &race = *(*root.getArray("findings"))[0].getAsObject();
  EXPECT_EQ(race.getString("kind"), "data-race");
  EXPECT_EQ(race.getString("certainty"), "observed");
  EXPECT_EQ(race.getString("severity"), "error");
  EXPECT_EQ(race.getString("id")->size(), 16u);
  EXPECT_EQ(race.getObject("object")->getString("name"), "counter");
  EXPECT_EQ(race.getObject("object")->getString("kind"), "heap");
  const llvm::json::Object &access = *(*race.getArray("accesses"))[1].getAsObject();
  EXPECT_EQ(access.getInteger("thread"), 1);
  EXPECT_EQ((*access.getArray("stack"))[0].getAsObject()->getInteger("line"), 3);
  const llvm::json::Object &deadlock = *(*root.getArray("findings"))[1].getAsObject();
  EXPECT_EQ(deadlock.getString("kind"), "partial-deadlock");
  EXPECT_EQ(deadlock.getArray("waits")->size(), 2u);
  EXPECT_EQ(root.getObject("summary")->getInteger("data-race"), 1);
}

} // namespace
} // namespace gordian::report
