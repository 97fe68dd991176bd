// One finding as HTML: both sides beside each other with source and stack, then why, then the picture.
#include "report/html_parts.h"

#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"
#include "findings/rules.h"
#include "report/diagram.h"
#include "report/formats.h"
#include "report/parts.h"
#include "report/wait_graph.h"

#include "llvm/ADT/STLExtras.h"

namespace gordian::report {

namespace {

using namespace findings;

llvm::StringRef stateOf(const Finding &finding) {
  if (finding.suppressed)
    return "suppressed";
  return finding.baseline == BaselineState::kNew         ? "new"
         : finding.baseline == BaselineState::kUnchanged ? "unchanged"
                                                         : "";
}

class FindingHtml {
public:
  FindingHtml(const Report &report, const Finding &finding, llvm::raw_ostream &out)
      : report_(report), finding_(finding), out_(out) {}

  void write() {
    heading();
    out_ << "<p class=\"message\">" << markup(finding_.message) << ".</p>\n<div class=\"sides\">\n";
    // The earlier one left, as time goes.
    for (size_t i = finding_.accesses.size(); i-- > 0;)
      access(finding_.accesses[i], i > 0);
    for (const Wait &wait : finding_.waits)
      this->wait(wait);
    out_ << "</div>\n";
    object();
    reasons();
    if (std::string svg = happensBeforeSvg(finding_) + waitGraphSvg(finding_); !svg.empty())
      out_ << "<figure class=\"scroll\" tabindex=\"0\">" << svg << "</figure>\n";
    threads();
    const Rule &rule = ruleOf(finding_.kind);
    out_ << "<p class=\"hint\"><b>What it means.</b> " << rule.meaning << "<br><b>How to mend it.</b> " << rule.hint;
    out_ << " <a href=\"" << markup(helpUrl(finding_.kind)) << "\">More</a>";
    out_ << "</p>\n";
    std::string text;
    llvm::raw_string_ostream whole(text);
    writeFindingText(report_, finding_, whole);
    out_ << "<details class=\"text\"><summary>as text</summary><pre>" << markup(text) << "</pre></details>\n"
         << "</details>\n</article>\n";
  }

private:
  void heading() {
    const Frame *frame = mainFrame(finding_);
    llvm::StringRef severity = nameOf(finding_.severity), state = stateOf(finding_);
    out_ << "<article id=\"f" << markup(finding_.id) << "\" data-kind=\"" << nameOf(finding_.kind)
         << "\" data-severity=\"" << severity << "\" data-state=\"" << state << "\">\n<details"
         << (report_.findings.size() == 1 ? " open" : "") << ">\n<summary><span class=\"badge " << severity << "\">"
         << severity << "</span> <span class=\"title\">" << markup(titleOf(finding_)) << "</span> ";
    if (frame && !frame->file.empty())
      out_ << "<code>" << markup(relativePath(frame->file, report_.source_root)) << ":" << frame->line << "</code> ";
    out_ << "<span class=\"badge\">" << nameOf(finding_.certainty) << "</span>";
    if (!state.empty())
      out_ << " <span class=\"badge\">" << state << "</span>";
    out_ << " <small>seen " << finding_.count << (finding_.count == 1 ? " time" : " times") << "</small></summary>\n";
    if (finding_.suppressed)
      out_ << "<p>Suppressed by <code>" << markup(finding_.suppressed_by) << "</code>.</p>\n";
  }

  void access(const Access &access, bool is_earlier) {
    std::string what = (is_earlier ? "earlier " : "") + access.operation;
    if (access.size)
      what += " of " + bytesPhrase(access.size);
    side(what + " by " + threadPhrase(finding_, access.thread), access.stack);
    if (!access.locks_unknown)
      locks(access.locks);
    if (access.in_signal_handler)
      out_ << "<p>In a signal handler.</p>\n";
    if (access.stack_unknown)
      out_ << "<p>Its callers are not known any more: the history no longer reaches.</p>\n";
    out_ << "</section>\n";
  }

  void wait(const Wait &wait) {
    std::string what = threadPhrase(finding_, wait.thread) + " waits: " + wait.operation;
    for (size_t i = 0; i < wait.cases.size(); ++i)
      what += (i ? " or " : " on ") + (wait.cases[i].is_nil ? "a nil channel" : objectPhrase(wait.cases[i].object));
    side(what, wait.stack);
    locks(wait.held);
    out_ << "</section>\n";
  }

  void locks(const std::vector<HeldLock> &locks) {
    out_ << "<p>Holding " << markup(locksPhrase(locks)) << ".</p>\n";
    for (const HeldLock &held : locks)
      out_ << "<p>" << markup(objectPhrase(held.lock)) << " was taken at <code>" << markup(placePhrase(held.taken_at))
           << "</code></p>\n";
  }

  /// Leaves its section open.
  void side(const std::string &heading, const Stack &stack) {
    out_ << "<section><h3>" << markup(heading) << "</h3>\n";
    if (const Frame *frame = representative(stack))
      source(*frame);
    frames(stack);
  }

  void frames(const Stack &stack) {
    out_ << "<ol class=\"stack\" start=\"0\">\n";
    size_t folded = 0;
    for (const Frame &frame : stack) {
      folded += frame.is_plumbing;
      if (frame.is_plumbing)
        continue;
      out_ << "<li><code>" << markup(frame.function.empty() ? "??" : frame.function) << "</code> <small>"
           << markup(frame.file.empty()
                         ? placePhrase(frame)
                         : relativePath(frame.file, report_.source_root) + ":" + std::to_string(frame.line))
           << (frame.is_instrumented ? "" : " (not instrumented)") << "</small></li>\n";
    }
    out_ << "</ol>\n";
    if (folded)
      out_ << "<p><small>" << counted(folded, "frame") << " of the standard library folded.</small></p>\n";
  }

  void source(const Frame &frame) {
    auto text = report_.sources.find(frame.file);
    if (text == report_.sources.end() || !text->second.lines.count(frame.line))
      return;
    out_ << "<pre class=\"source\" tabindex=\"0\">";
    for (uint32_t line = frame.line > 4 ? frame.line - 4 : 1; line <= frame.line + 4; ++line)
      if (auto found = text->second.lines.find(line); found != text->second.lines.end())
        out_ << "<span class=\"" << (line == frame.line ? "here" : "near") << "\"><i>" << line << "</i>"
             << markup(shown(expanded(found->second), true)) << "\n</span>";
    out_ << "</pre>\n";
  }

  static std::string expanded(llvm::StringRef line) {
    std::string result;
    for (char c : line)
      result += c == '\t' ? std::string(8 - result.size() % 8, ' ') : std::string(1, c);
    return result;
  }

  void object() {
    if (!finding_.object)
      return;
    const Object &object = *finding_.object;
    out_ << "<p><b>" << markup(objectPhrase(object)) << "</b>";
    if (!object.type.empty())
      out_ << " of type <code>" << markup(object.type) << "</code>";
    out_ << ", " << (object.detail.empty() ? nameOf(object.kind).str() : markup(object.detail));
    if (!object.declared_file.empty())
      out_ << ", declared at <code>" << markup(relativePath(object.declared_file, report_.source_root)) << ":"
           << object.declared_line << "</code>";
    if (object.made_by)
      out_ << ", of " << markup(threadPhrase(finding_, *object.made_by));
    out_ << ".</p>\n";
    if (!object.made_at.empty()) {
      out_ << "<details><summary>where it was made</summary>\n";
      frames(object.made_at);
      out_ << "</details>\n";
    }
  }

  void reasons() {
    if (finding_.why.empty())
      return;
    out_ << "<h3>" << (finding_.waits.empty() ? "Why nothing orders them" : "What would free them") << "</h3>\n<ul>\n";
    for (const std::string &sentence : finding_.why)
      out_ << "<li>" << markup(sentence) << "</li>\n";
    out_ << "</ul>\n";
  }

  void threads() {
    for (const Thread &thread : finding_.threads) {
      if (thread.id == 0)
        continue;
      out_ << "<details><summary>" << markup(threadPhrase(thread)) << " was started by "
           << markup(thread.created_by ? threadPhrase(finding_, *thread.created_by) : "a thread that was not seen")
           << (thread.has_ended ? " and has ended" : "") << "</summary>\n";
      frames(thread.stack);
      out_ << "</details>\n";
    }
  }

  const Report &report_;
  const Finding &finding_;
  llvm::raw_ostream &out_;
};

} // namespace

void writeFindingHtml(const Report &report, const Finding &finding, llvm::raw_ostream &out) {
  FindingHtml(report, finding, out).write();
}

} // namespace gordian::report
