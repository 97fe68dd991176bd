// GitHub's workflow commands: one annotation for each finding, at its line.
//
// A line of the program's must not become a command, so newlines, % and what ends a property are escaped.
// Source: docs.github.com, "Workflow commands for GitHub Actions".
#include "report/formats.h"

#include "findings/kinds.h"
#include "report/parts.h"

namespace gordian::report {

namespace {

using namespace findings;

std::string escaped(llvm::StringRef text, bool is_property) {
  std::string result;
  for (char c : shown(text)) {
    bool is_special = c == '%' || c == '\n' || (is_property && (c == ':' || c == ','));
    if (!is_special)
      result += c;
    else
      result += c == '%' ? "%25" : c == '\n' ? "%0A" : c == ':' ? "%3A" : "%2C";
  }
  return result;
}

llvm::StringRef commandOf(const Finding &finding) {
  if (finding.severity == Severity::kError)
    return fails(finding) ? "error" : "warning";
  return finding.severity == Severity::kWarning ? "warning" : "notice";
}

} // namespace

void writeGithub(const Report &report, llvm::raw_ostream &out) {
  for (const Finding &finding : report.findings) {
    if (finding.suppressed)
      continue;
    out << "::" << commandOf(finding) << " ";
    if (const Frame *frame = mainFrame(finding); frame && !frame->file.empty()) {
      out << "file=" << escaped(relativePath(frame->file, report.source_root), true) << ",line=" << frame->line
          << ",endLine=" << frame->line;
      if (frame->column)
        out << ",col=" << frame->column;
      out << ",";
    }
    std::string details;
    llvm::raw_string_ostream text(details);
    writeFindingText(report, finding, text);
    out << "title=" << escaped("Gordian: " + titleOf(finding), true)
        << "::" << escaped(finding.message + "\n" + details, false) << "\n";
  }
  for (const std::string &sentence : report.unreadable)
    out << "::error title=Gordian%3A a log that cannot be read::" << escaped(sentence, false) << "\n";
  out << "gordian: " << findingsPhrase(report) << "\n";
}

} // namespace gordian::report
