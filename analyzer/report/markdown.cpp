// Markdown, as code hosts render it: a table of the findings, and each one's text below, folded.
//
// What came from a log stands in fenced blocks, or escaped so that it is neither markup nor HTML.
#include "report/formats.h"

#include "findings/kinds.h"
#include "findings/phrases.h"
#include "findings/rules.h"
#include "report/parts.h"

#include "llvm/ADT/STLExtras.h"

namespace gordian::report {

namespace {

using namespace findings;

std::string inlineText(llvm::StringRef text) {
  std::string result;
  for (char c : markup(shown(text, /*is_line=*/true))) {
    if (llvm::StringRef("\\`*_[]|~#!").contains(c))
      result += '\\';
    result += c == '@' ? "&#64;" : std::string(1, c);
  }
  return result;
}

/// A fence longer than any run of backticks inside.
void writeFenced(llvm::StringRef text, llvm::raw_ostream &out) {
  size_t longest = 2, run = 0;
  for (char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  std::string fence(longest + 1, '`');
  out << fence << "text\n" << text.rtrim() << "\n" << fence << "\n";
}

std::string placeOf(const Report &report, const Finding &finding) {
  const Frame *frame = mainFrame(finding);
  if (!frame || frame->file.empty())
    return "unknown";
  return relativePath(frame->file, report.source_root) + ":" + std::to_string(frame->line);
}

std::string stateOf(const Finding &finding) {
  if (finding.suppressed)
    return "suppressed";
  return finding.baseline == BaselineState::kNew         ? "new"
         : finding.baseline == BaselineState::kUnchanged ? "in the baseline"
                                                         : nameOf(finding.severity).str();
}

void writeTable(const Report &report, llvm::raw_ostream &out) {
  if (report.findings.empty())
    return;
  out << "| | finding | place | certainty | seen |\n| --- | --- | --- | --- | ---: |\n";
  for (const Finding &finding : report.findings)
    out << "| " << stateOf(finding) << " | " << inlineText(titleOf(finding)) << " | "
        << inlineText(placeOf(report, finding)) << " | " << nameOf(finding.certainty) << " | " << finding.count
        << " |\n";
  out << "\n";
}

} // namespace

void writeMarkdown(const Report &report, llvm::raw_ostream &out) {
  out << "## Gordian: " << findingsPhrase(report) << " in " << counted(report.runs.size(), "run") << "\n\n";
  writeTable(report, out);
  for (const Finding &finding : report.findings) {
    if (finding.suppressed)
      continue;
    std::string details;
    llvm::raw_string_ostream text(details);
    writeFindingText(report, finding, text);
    out << "<details><summary>" << markup(shown(titleOf(finding), true)) << "</summary>\n\n"
        << inlineText(finding.message) << "\n\n";
    writeFenced(details, out);
    out << "\nHow to mend it: " << ruleOf(finding.kind).hint << " (" << helpUrl(finding.kind) << ")\n\n</details>\n\n";
  }
  auto list = [&](llvm::StringRef heading, const std::vector<std::string> &sentences) {
    if (sentences.empty())
      return;
    out << heading << "\n\n";
    for (const std::string &sentence : sentences)
      out << "- " << inlineText(sentence) << "\n";
    out << "\n";
  };
  list("Logs that could not be read:", report.unreadable);
  list("Notes:", report.notes);
  list("What was not seen:", unseenOf(report));
  if (!report.gone.empty())
    out << counted(report.gone.size(), "finding") << " of the baseline did not come up any more.\n";
}

} // namespace gordian::report
