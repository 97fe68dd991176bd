// JUnit XML: each finding is a test case that failed; a report without one is a test case that passed.
#include "report/formats.h"

#include "findings/kinds.h"
#include "findings/phrases.h"
#include "report/parts.h"

#include "llvm/ADT/STLExtras.h"

namespace gordian::report {

namespace {

using namespace findings;

/// The end of a CDATA section cannot be written inside it, so it is split between two.
std::string cdata(llvm::StringRef text) {
  std::string result = "<![CDATA[", rest = shown(text);
  for (size_t end; (end = rest.find("]]>")) != std::string::npos; rest = rest.substr(end + 2))
    result += rest.substr(0, end + 2) + "]]><![CDATA[";
  return result + rest + "]]>";
}

void writeCase(const Report &report, const Finding &finding, llvm::raw_ostream &out) {
  const Frame *frame = mainFrame(finding);
  std::string title = markup(shown(titleOf(finding), /*is_line=*/true));
  out << "    <testcase classname=\"gordian." << nameOf(finding.kind) << "\" name=\"" << title << "\"";
  if (frame && !frame->file.empty())
    out << " file=\"" << markup(shown(relativePath(frame->file, report.source_root), true)) << "\" line=\""
        << frame->line << "\"";
  out << " time=\"0\">\n";
  std::string details;
  llvm::raw_string_ostream text(details);
  writeFindingText(report, finding, text);
  if (finding.suppressed)
    out << "      <skipped message=\"suppressed: " << markup(shown(finding.suppressed_by, true)) << "\"/>\n";
  else if (fails(finding))
    out << "      <failure type=\"" << nameOf(finding.kind) << "\" message=\"" << markup(shown(finding.message, true))
        << "\">" << cdata(details) << "</failure>\n";
  else
    out << "      <system-out>" << cdata(details) << "</system-out>\n";
  out << "    </testcase>\n";
}

} // namespace

void writeJunit(const Report &report, llvm::raw_ostream &out) {
  size_t failures = llvm::count_if(report.findings, [](const Finding &finding) { return fails(finding); });
  size_t skipped = llvm::count_if(report.findings, [](const Finding &finding) { return finding.suppressed; });
  size_t errors = report.unreadable.size();
  bool is_clean = report.findings.empty() && errors == 0;
  std::string counts = "tests=\"" + std::to_string(report.findings.size() + errors + is_clean) + "\" failures=\"" +
                       std::to_string(failures) + "\" errors=\"" + std::to_string(errors) + "\"";
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"gordian\" " << counts << " time=\"0\">\n"
      << "  <testsuite name=\"gordian\" " << counts << " skipped=\"" << skipped << "\" time=\"0\">\n";
  for (const Finding &finding : report.findings)
    writeCase(report, finding, out);
  for (const std::string &sentence : report.unreadable)
    out << "    <testcase classname=\"gordian.log\" name=\"a log that can be read\" time=\"0\">\n      <error "
           "message=\""
        << markup(shown(sentence, true)) << "\"/>\n    </testcase>\n";
  if (is_clean)
    out << "    <testcase classname=\"gordian\" name=\"no finding in " << counted(report.runs.size(), "run")
        << "\" time=\"0\"/>\n";
  out << "  </testsuite>\n</testsuites>\n";
}

} // namespace gordian::report
