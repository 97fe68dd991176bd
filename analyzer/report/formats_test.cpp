// Every format against names that try to be more than names, and against what each format's readers insist on.
#include "report/formats.h"

#include "report/parts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

#include "gtest/gtest.h"

namespace gordian::report {
namespace {

using namespace findings;

/// Markup, commands, terminal codes, characters that XML forbids, bytes that are no UTF-8, and marks that turn text
/// round.
const std::string kEvil =
    "<script>alert(1)</script>\"'&]]>\n::error file=x::owned\r\n%0A```\x1b[31m\x01\xff\xc3(\xef\xbf\xbe"
    "\xe2\x80\xae![x](javascript:a) {0} [y](1)";

Report hostileReport() {
  Report report;
  report.tool_version = "0.1.0";
  report.source_root = "/src";
  report.runs.emplace_back();
  report.runs[0].command = {kEvil};
  report.runs[0].log = kEvil;
  report.runs[0].ended = "exit";
  report.runs[0].unseen = {kEvil};
  report.notes = {kEvil};
  report.unreadable = {kEvil};
  report.gone = {{"feed", "data-race", kEvil}};
  Frame frame;
  frame.function = frame.module = kEvil;
  frame.file = "/src/" + kEvil;
  frame.line = 7;
  frame.column = 3;
  Object object;
  object.name = object.type = object.detail = object.declared_file = kEvil;
  object.made_at = {frame};
  Finding race;
  race.id = "0123456789abcdef";
  race.message = kEvil;
  race.object = object;
  race.threads = {{0, "", {}, false, {}}, {1, kEvil, 0, false, {frame}}};
  for (uint32_t thread : {0u, 1u}) {
    Access access;
    access.operation = "write";
    access.thread = thread;
    access.expression = kEvil;
    access.locks = {{object, false, {frame}}};
    access.stack = {frame, frame};
    race.accesses.push_back(access);
  }
  race.release = SyncPoint{1, "unlock", object, {frame}};
  race.why = {kEvil};
  Finding deadlock = race;
  deadlock.id = "fedcba9876543210";
  deadlock.kind = Kind::kDeadlock;
  deadlock.accesses.clear();
  deadlock.waits = {{1, "lock", {{"lock", object, false}}, {{object, true, {frame}}}, {0}, {frame}}};
  deadlock.suppressed = true;
  deadlock.suppressed_by = kEvil;
  report.findings = {race, deadlock};
  report.sources[frame.file].lines[7] = kEvil;
  return report;
}

std::string written(const char *format, const Report &report = hostileReport()) {
  std::string text;
  llvm::raw_string_ostream out(text);
  findFormat(format)->write(report, out);
  return out.str();
}

bool hasLineThatBegins(llvm::StringRef text, llvm::StringRef begin) {
  return text.starts_with(begin) || text.contains(("\n" + begin).str());
}

TEST(HostileNames, NeverBecomeControlCharactersOrBrokenUtf8) {
  for (const Format &format : formats()) {
    std::string text = written(format.name.data());
    EXPECT_TRUE(llvm::json::isUTF8(text)) << format.name.str();
    EXPECT_TRUE(llvm::none_of(text, [](char c) { return (uint8_t(c) < 0x20 && c != '\n') || c == 0x7f; }))
        << format.name.str();
  }
}

TEST(HostileNames, NeverBeginALineAsAWorkflowCommand) {
  for (const char *format : {"text", "github", "markdown"}) {
    std::string text = written(format);
    EXPECT_FALSE(llvm::StringRef(text).contains("\n::error file=x::owned")) << format;
    EXPECT_FALSE(hasLineThatBegins(text, "::error file=x")) << format;
  }
  // One command for the race, one for the log that could not be read; the suppressed one has none.
  std::string written_github = written("github");
  llvm::StringRef github = written_github;
  llvm::SmallVector<llvm::StringRef, 8> lines;
  github.split(lines, '\n');
  EXPECT_EQ(llvm::count_if(lines, [](llvm::StringRef line) { return line.starts_with("::"); }), 2);
}

TEST(HostileNames, NeverBecomeMarkupOrScript) {
  std::string html = written("html");
  EXPECT_EQ(llvm::StringRef(html).count("<script"), 1u); // our own
  EXPECT_EQ(llvm::StringRef(html).count("alert(1)</script"), 0u);
  EXPECT_TRUE(llvm::StringRef(html).contains("Content-Security-Policy"));
  EXPECT_FALSE(llvm::StringRef(html).contains("http://") || llvm::StringRef(html).contains("https://"));
  std::string xml = written("junit");
  size_t begin = 0;
  for (size_t at; (at = xml.find("<![CDATA[", begin)) != std::string::npos; begin = at)
    xml.erase(at, xml.find("]]>", at) + 3 - at);
  EXPECT_EQ(llvm::StringRef(xml).count("<script"), 0u);
  EXPECT_EQ(llvm::StringRef(xml).count("]]>"), 0u);
  std::string markdown = written("markdown");
  EXPECT_FALSE(hasLineThatBegins(markdown, "<script"));
}

TEST(HostileNames, EveryJsonFormatStaysJson) {
  for (const char *format : {"json", "sarif", "gitlab"}) {
    auto parsed = llvm::json::parse(written(format));
    EXPECT_TRUE(bool(parsed)) << format;
    if (!parsed)
      llvm::consumeError(parsed.takeError());
  }
}

TEST(Gitlab, IssuesHaveUniqueFingerprintsAndRelativePaths) {
  Report report = hostileReport();
  report.findings.resize(1);
  for (Frame &frame : report.findings[0].accesses[0].stack)
    frame.file = "/src/lib/../app.cpp", frame.function = "f";
  auto parsed = llvm::json::parse(written("gitlab", report));
  ASSERT_TRUE(bool(parsed));
  const llvm::json::Object &issue = *(*parsed->getAsArray())[0].getAsObject();
  EXPECT_EQ(issue.getString("check_name"), "data-race");
  EXPECT_EQ(issue.getString("fingerprint"), "0123456789abcdef");
  EXPECT_EQ(issue.getString("severity"), "critical");
  EXPECT_EQ(issue.getObject("location")->getString("path"), "app.cpp");
  EXPECT_EQ(issue.getObject("location")->getObject("lines")->getInteger("begin"), 7);
}

TEST(Junit, CountsFailuresSkipsAndErrors) {
  std::string xml = written("junit");
  EXPECT_TRUE(llvm::StringRef(xml).contains("tests=\"3\" failures=\"1\" errors=\"1\" skipped=\"1\"")) << xml;
  EXPECT_TRUE(llvm::StringRef(written("junit", Report())).contains("tests=\"1\" failures=\"0\" errors=\"0\""));
}

TEST(Sarif, OneThreadFlowForEachThreadAndAllLimits) {
  Report report = hostileReport();
  Frame frame = report.findings[0].accesses[0].stack[0];
  report.findings[0].accesses[0].stack.assign(3000, frame);
  auto parsed = llvm::json::parse(written("sarif", report));
  ASSERT_TRUE(bool(parsed));
  const llvm::json::Object &run = *(*parsed->getAsObject()->getArray("runs"))[0].getAsObject();
  const llvm::json::Object &result = *(*run.getArray("results"))[0].getAsObject();
  const llvm::json::Array &flows = *(*result.getArray("codeFlows"))[0].getAsObject()->getArray("threadFlows");
  ASSERT_EQ(flows.size(), 2u);
  size_t steps = 0;
  for (const llvm::json::Value &flow : flows)
    steps += flow.getAsObject()->getArray("locations")->size();
  EXPECT_LE(steps, 10000u);
  EXPECT_LE(result.getArray("relatedLocations")->size(), 1000u);
  EXPECT_EQ(result.getObject("partialFingerprints")->getString("primaryLocationLineHash"), "0123456789abcdef:1");
  const llvm::json::Object &region =
      *(*result.getArray("locations"))[0].getAsObject()->getObject("physicalLocation")->getObject("region");
  for (const char *key : {"startLine", "startColumn", "endLine", "endColumn"})
    EXPECT_TRUE(region.getInteger(key)) << key;
}

TEST(Formats, AreChosenByTheLongestEnding) {
  EXPECT_EQ(formatOfFile("a.json")->name, "json");
  EXPECT_EQ(formatOfFile("gl-code.gitlab.json")->name, "gitlab");
  EXPECT_EQ(formatOfFile("A.SARIF")->name, "sarif");
  EXPECT_EQ(formatOfFile("a.sarif.json")->name, "sarif");
  EXPECT_EQ(formatOfFile("results.xml")->name, "junit");
  EXPECT_EQ(formatOfFile("report.html")->name, "html");
  EXPECT_EQ(formatOfFile("report"), nullptr);
}

TEST(RelativePath, IsRelativeInsideTheRootOnly) {
  EXPECT_EQ(relativePath("/src/a/../b.c", "/src"), "b.c");
  EXPECT_EQ(relativePath("/src/b.c", "/src/"), "b.c");
  EXPECT_EQ(relativePath("/srcs/b.c", "/src"), "/srcs/b.c");
  EXPECT_EQ(relativePath("./b.c", "/src"), "b.c");
  EXPECT_EQ(relativePath("/src/b.c", ""), "/src/b.c");
}

} // namespace
} // namespace gordian::report
