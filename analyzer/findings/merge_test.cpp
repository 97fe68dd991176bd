// Many reports are one report, whatever their order and however they were grouped before.
#include "findings/merge.h"

#include "report/formats.h"
#include "report/json_read.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <random>

namespace gordian::findings {
namespace {

/// The report of one run: each has a race of its own kind of place, some have cut stacks, all share one.
Report reportOfRun(unsigned number) {
  Report report;
  report.tool_version = "0.1.0";
  Run run;
  run.id = "run" + std::to_string(number);
  run.started_ns = 1000 + number / 2; // two start at the same moment
  run.log = "/logs/" + std::to_string(number * 7919 % 1000) + ".glog";
  run.pid = 100 + number;
  report.runs.push_back(run);
  auto race = [&](const std::string &function, uint32_t line, uint64_t count) {
    Finding finding;
    finding.count = count;
    finding.message = "a race in " + function;
    finding.object = Object();
    finding.object->name = "x";
    for (int side = 0; side < 2; ++side) {
      Access access;
      access.thread = uint32_t(side);
      access.stack_unknown = number % 3 == 0;
      access.stack.emplace_back();
      access.stack.back().function = function;
      access.stack.back().file = "/src/app.cpp";
      access.stack.back().line = line;
      finding.accesses.push_back(access);
    }
    report.findings.push_back(finding);
  };
  race("shared", 10 + number, 1 + number % 5);
  race("shared", 11 + number, 2);
  race("only" + std::to_string(number % 17), 5, 1);
  report.findings = merge(std::move(report.findings));
  return report;
}

std::string jsonOf(const Report &report) {
  std::string text;
  llvm::raw_string_ostream out(text);
  report::writeJson(report, out);
  return out.str();
}

std::string merged(const std::vector<unsigned> &runs) {
  ReportMerger merger;
  for (unsigned run : runs)
    merger.add(reportOfRun(run));
  return jsonOf(merger.take());
}

/// Merges by way of JSON files, as reports of several machines are.
Report throughJson(ReportMerger &merger) {
  std::string error;
  auto read = report::readJson(jsonOf(merger.take()), "part.json", error);
  EXPECT_TRUE(read) << error;
  return std::move(*read);
}

TEST(ReportMerger, AThousandRunsInAnyOrderGiveOneReport) {
  std::vector<unsigned> runs(1000);
  for (unsigned i = 0; i < runs.size(); ++i)
    runs[i] = i;
  std::string expected = merged(runs);
  std::mt19937 dice(1);
  for (int round = 0; round < 3; ++round) {
    std::shuffle(runs.begin(), runs.end(), dice);
    EXPECT_EQ(merged(runs), expected);
  }
}

TEST(ReportMerger, GroupingDoesNotMatter) {
  std::string expected = merged({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  for (size_t cut : {1, 5, 9}) {
    ReportMerger left, right, all;
    for (unsigned run = 0; run < 10; ++run)
      (run < cut ? left : right).add(reportOfRun(run));
    all.add(throughJson(right));
    all.add(throughJson(left));
    EXPECT_EQ(jsonOf(all.take()), expected);
  }
}

TEST(ReportMerger, ARunThatIsAddedTwiceCountsOnce) {
  EXPECT_EQ(merged({1, 2, 3, 2, 1, 3}), merged({1, 2, 3}));
  ReportMerger once, twice;
  once.add(reportOfRun(4));
  Report part = throughJson(once);
  twice.add(part);
  twice.add(part);
  twice.add(reportOfRun(4));
  EXPECT_EQ(jsonOf(twice.take()), merged({4}));
}

TEST(ReportMerger, CountsAreSummedOverRuns) {
  ReportMerger merger;
  merger.add(reportOfRun(1)); // shared: 2 + 2
  merger.add(reportOfRun(2)); // shared: 3 + 2
  Report report = merger.take();
  auto shared = std::find_if(report.findings.begin(), report.findings.end(),
                             [](const Finding &finding) { return finding.accesses[0].stack[0].function == "shared"; });
  ASSERT_NE(shared, report.findings.end());
  EXPECT_EQ(shared->count, 9u);
  EXPECT_EQ(shared->seen_in.size(), 2u);
}

TEST(ReportMerger, PrefersWholeStacksToTheFirstRun) {
  ReportMerger merger;
  merger.add(reportOfRun(0)); // its stacks are cut
  merger.add(reportOfRun(1));
  Report report = merger.take();
  for (const Finding &finding : report.findings)
    if (finding.seen_in.size() == 2) {
      EXPECT_EQ(report.runs[finding.run].id, "run1");
    }
}

TEST(JsonReport, IsWrittenAgainAsItWasRead) {
  ReportMerger merger;
  merger.add(reportOfRun(3));
  Report report = merger.take();
  Finding &finding = report.findings[0];
  finding.release = SyncPoint{1, "unlock", Object(), finding.accesses[0].stack};
  finding.waits.push_back({1, "select", {{"send", Object(), false}, {"receive", Object(), true}}, {}, {2, 3}, {}});
  finding.waits[0].held.push_back({Object(), true, finding.accesses[0].stack});
  finding.threads.push_back({1, "worker", 0, true, {}});
  finding.why = {"one", "two"};
  std::string text = jsonOf(report), error;
  auto read = report::readJson(text, "r.json", error);
  ASSERT_TRUE(read) << error;
  EXPECT_EQ(jsonOf(*read), text);
}

TEST(JsonReport, WhatIsNoReportIsNamed) {
  std::string error;
  EXPECT_FALSE(report::readJson("{\"schema\": \"other\"}", "x.json", error));
  EXPECT_NE(error.find("'x.json' has the schema 'other'"), std::string::npos) << error;
  EXPECT_FALSE(report::readJson("GORDLOG", "x.json", error));
  EXPECT_NE(error.find("'x.json' is no JSON"), std::string::npos) << error;
}

TEST(JsonReport, PartsOfWrongTypesAreUnknown) {
  std::string error;
  auto read = report::readJson(R"({"schema": "gordian-report/1", "runs": 3, "findings": [1, {"id": "a", "kind": 7,
    "accesses": [{"stack": [[], {"line": "x"}], "thread": -1}], "waits": {}, "object": "o"}]})",
                               "x.json", error);
  ASSERT_TRUE(read) << error;
  ASSERT_EQ(read->findings.size(), 1u);
  EXPECT_FALSE(jsonOf(*read).empty());
}

} // namespace
} // namespace gordian::findings
