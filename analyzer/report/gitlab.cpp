// GitLab's Code Quality report: an array of issues, each with a fingerprint of its own, paths relative to the project.
// Source: docs.gitlab.com, "Code Quality", implementing a custom tool.
#include "report/formats.h"

#include "findings/kinds.h"
#include "report/parts.h"

#include "llvm/Support/JSON.h"

namespace gordian::report {

namespace {

llvm::StringRef severityName(findings::Severity severity) {
  switch (severity) {
  case findings::Severity::kError:
    return "critical";
  case findings::Severity::kWarning:
    return "minor";
  case findings::Severity::kNote:
    return "info";
  }
  return "info";
}

} // namespace

void writeGitlab(const findings::Report &report, llvm::raw_ostream &out) {
  llvm::json::OStream json(out, /*IndentSize=*/2);
  json.array([&] {
    for (const findings::Finding &finding : report.findings) {
      if (finding.suppressed)
        continue;
      const findings::Frame *frame = mainFrame(finding);
      json.object([&] {
        json.attribute("description", shown(titleOf(finding) + ": " + finding.message, /*is_line=*/true));
        json.attribute("check_name", findings::nameOf(finding.kind));
        json.attribute("fingerprint", finding.id);
        json.attribute("severity", severityName(finding.severity));
        json.attributeObject("location", [&] {
          // An issue without a path is refused, and one that is left out is lost.
          bool has_file = frame && !frame->file.empty();
          json.attribute("path", has_file ? shown(relativePath(frame->file, report.source_root), true) : "unknown");
          json.attributeObject("lines", [&] { json.attribute("begin", has_file ? std::max(frame->line, 1u) : 1u); });
        });
      });
    }
  });
  out << "\n";
}

} // namespace gordian::report
