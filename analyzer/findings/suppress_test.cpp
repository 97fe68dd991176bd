// What a suppression matches, and that people hear of those that have expired or match nothing.
#include "findings/suppress.h"

#include "findings/baseline.h"
#include "findings/kinds.h"

#include "gtest/gtest.h"

namespace gordian::findings {
namespace {

Frame frame(const std::string &function, const std::string &file = "/src/app.cpp",
            const std::string &module = "/bin/app") {
  Frame frame;
  frame.function = function;
  frame.file = file;
  frame.module = module;
  frame.line = 3;
  return frame;
}

/// bump, called by worker, races with main on `job.state`.
Report racyReport() {
  Report report;
  Finding finding;
  finding.id = "0123456789abcdef";
  finding.message = "a race";
  finding.object = Object();
  finding.object->name = "job.state";
  finding.object->kind = ObjectKind::kGlobal;
  finding.accesses.resize(2);
  finding.accesses[0].stack = {frame("main")};
  finding.accesses[1].stack = {frame("ns::bump<int>(int)"), frame("worker()", "/src/worker.cpp", "/lib/libwork.so.1")};
  report.findings.push_back(finding);
  return report;
}

bool suppresses(const std::string &line, Report report = racyReport()) {
  Suppressions suppressions;
  std::string error;
  EXPECT_TRUE(suppressions.parse(line, "s.supp", error)) << error;
  suppressions.apply(report, "2026-06-15");
  return report.findings[0].suppressed;
}

std::string mistake(const std::string &line) {
  Suppressions suppressions;
  std::string error;
  EXPECT_FALSE(suppressions.parse(line, "s.supp", error)) << line;
  return error;
}

TEST(Pattern, StandsAnywhereUnlessItIsTied) {
  EXPECT_TRUE(matchesPattern("ump", "bump"));
  EXPECT_TRUE(matchesPattern("b*p", "a bump"));
  EXPECT_TRUE(matchesPattern("^bump$", "bump"));
  EXPECT_TRUE(matchesPattern("^b*p$", "bump"));
  EXPECT_TRUE(matchesPattern("*", "x"));
  EXPECT_TRUE(matchesPattern("^a*a$", "aa"));
  EXPECT_FALSE(matchesPattern("^ump", "bump"));
  EXPECT_FALSE(matchesPattern("bum$", "bump"));
  EXPECT_FALSE(matchesPattern("^a*a$", "a"));
  EXPECT_FALSE(matchesPattern("p*b", "bump"));
  EXPECT_FALSE(matchesPattern("^bump$", "bumpy"));
  EXPECT_FALSE(matchesPattern("*", ""));
  EXPECT_FALSE(matchesPattern("", "x"));
}

TEST(Suppressions, MatchFunctionFileModuleAndVariable) {
  for (const char *line : {"race:bump", "race:^ns::bump$", "race:worker.cpp", "race:libwork.so", "race:^job.state$",
                           "race_top:bump", "called_from_lib:libwork", "any:worker", "data-race:main", "var:job.*",
                           "stack:bump>worker", "id:0123456789abcdef"})
    EXPECT_TRUE(suppresses(line)) << line;
  for (const char *line : {"race:nothing", "race_top:worker", "mutex:bump", "deadlock:bump", "called_from_lib:app",
                           "vptr-race:bump", "var:bump", "stack:worker>bump", "stack:main>worker", "id:0123"})
    EXPECT_FALSE(suppresses(line)) << line;
}

TEST(Suppressions, EndOnTheirDay) {
  EXPECT_TRUE(suppresses("race:bump expires=2026-06-15 reason=until the release"));
  EXPECT_FALSE(suppresses("race:bump expires=2026-06-14"));
}

TEST(Suppressions, FilesOfThreadSanitizerAreReadAsTheyAre) {
  Suppressions suppressions;
  std::string error;
  EXPECT_TRUE(suppressions.parse("\xef\xbb\xbf# ours\r\n\r\nrace:operator new\r\n  thread:pool \nmutex:m\nsignal:h\n"
                                 "deadlock:d\nrace_top:^f\ncalled_from_lib:libz.so\n#race:no",
                                 "tsan.supp", error))
      << error;
  ASSERT_EQ(suppressions.all().size(), 7u);
  EXPECT_EQ(suppressions.all()[0].pattern, "operator new");
  EXPECT_EQ(suppressions.all()[0].place, "tsan.supp:3");
}

TEST(Suppressions, MistakesAreNamedWithTheirLine) {
  EXPECT_NE(mistake("race:a\nrase:b").find("s.supp:2: unknown kind 'rase'"), std::string::npos);
  EXPECT_NE(mistake("bump").find("s.supp:1: 'bump' is no suppression"), std::string::npos);
  EXPECT_NE(mistake("race:a expires=soon").find("'expires=soon' is no day"), std::string::npos);
}

TEST(Suppressions, UnusedAndExpiredOnesAreTold) {
  Report report = racyReport();
  Suppressions suppressions;
  std::string error;
  ASSERT_TRUE(suppressions.parse("race:bump reason=known\nrace:gone\nrace:old expires=2020-01-01", "s.supp", error));
  suppressions.apply(report, "2026-06-15");
  std::vector<std::string> notes = suppressions.notes("2026-06-15", /*tells_unused=*/true);
  ASSERT_EQ(notes.size(), 3u);
  EXPECT_EQ(notes[0], "1 finding is suppressed by 'race:bump' (s.supp:1: known)");
  EXPECT_NE(notes[1].find("'race:gone' (s.supp:2) matched nothing"), std::string::npos);
  EXPECT_NE(notes[2].find("has expired on 2020-01-01"), std::string::npos);
  EXPECT_EQ(suppressions.notes("2026-06-15", /*tells_unused=*/false).size(), 2u);
  EXPECT_FALSE(fails(report));
}

TEST(Suppressions, GeneratedOnesMatchWhatTheyWereMadeFor) {
  Report report = racyReport();
  report.findings[0].message = "evil\nrace:*";
  std::string text = suppressionsFor(report), error;
  Suppressions suppressions;
  ASSERT_TRUE(suppressions.parse(text, "new.supp", error)) << error << text;
  ASSERT_EQ(suppressions.all().size(), 1u) << text;
  suppressions.apply(report, "2026-06-15");
  EXPECT_TRUE(report.findings[0].suppressed);
  EXPECT_EQ(suppressionsFor(report).find("id:"), std::string::npos);
}

TEST(Baseline, OnlyNewFindingsFail) {
  Report report = racyReport();
  EXPECT_TRUE(fails(report));
  Baseline known = baselineOf(report);
  known["ffff"] = {"deadlock", "deadlock on 'm'"};
  compareWith(known, report);
  EXPECT_FALSE(fails(report));
  EXPECT_EQ(report.findings[0].baseline, BaselineState::kUnchanged);
  ASSERT_EQ(report.gone.size(), 1u);
  EXPECT_EQ(report.gone[0].message, "deadlock on 'm'");
  Report fresh = racyReport();
  compareWith({}, fresh);
  EXPECT_TRUE(fails(fresh));
  EXPECT_EQ(fresh.findings[0].baseline, BaselineState::kNew);
}

TEST(Baseline, IsReadAsItWasWritten) {
  Baseline baseline = baselineOf(racyReport());
  std::string text, error;
  llvm::raw_string_ostream out(text);
  writeBaseline(baseline, out);
  auto read = readBaseline(out.str(), "b.json", error);
  ASSERT_TRUE(read) << error;
  ASSERT_EQ(read->size(), 1u);
  EXPECT_EQ(read->begin()->first, "0123456789abcdef");
  EXPECT_EQ(read->begin()->second.message, "data race on 'job.state'");
  EXPECT_FALSE(readBaseline("[]", "b.json", error));
  EXPECT_NE(error.find("'b.json' is no baseline"), std::string::npos);
}

} // namespace
} // namespace gordian::findings
