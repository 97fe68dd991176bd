// The report for people. First and last line of each finding keep the shape that CI scripts look for.
#include "report/formats.h"

#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"
#include "findings/rules.h"
#include "report/parts.h"
#include "report/schedule.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace gordian::report {

namespace {

using namespace findings;

class FindingText {
public:
  FindingText(Finding finding, const Run &run, llvm::raw_ostream &out)
      : finding_(std::move(finding)), run_(run), out_(out) {}

  void write() {
    title();
    for (size_t i = 0; i < finding_.accesses.size(); ++i)
      access(finding_.accesses[i], i > 0);
    writeSchedule(finding_, out_);
    for (const Wait &one : finding_.waits)
      wait(one);
    if (finding_.object)
      object(*finding_.object);
    locks();
    for (const Thread &thread : finding_.threads)
      creation(thread);
    reasons();
    out_ << "  how to mend it: " << ruleOf(finding_.kind).hint << " (README.md#" << nameOf(finding_.kind) << ")\n";
    if (finding_.count > 1)
      out_ << "  seen " << finding_.count << " times" << (finding_.seen_in.size() > 1 ? runsPhrase() : "") << "\n";
    if (!isNote())
      summary();
  }

private:
  bool isNote() const { return finding_.severity == Severity::kNote; }

  void title() {
    // What CI looks for are findings that fail a run: a note is headed otherwise, and has no summary.
    out_ << (isNote() ? "NOTE: Gordian: " : "WARNING: Gordian: ");
    std::string title = titleOf(finding_), words = wordsOf(finding_.kind);
    out_ << words << " (pid=" << run_.pid << ")" << title.substr(words.size()) << ", " << nameOf(finding_.certainty)
         << (finding_.baseline == BaselineState::kNew ? ", new" : "") << "\n";
  }

  void summary() {
    const Stack &stack = mainStack(finding_);
    out_ << "SUMMARY: Gordian: " << wordsOf(finding_.kind) << " " << placePhrase(stack) << " in " << placeName(stack)
         << "\n";
  }

  void stack(const Stack &stack, llvm::StringRef indent) {
    size_t width = 0;
    for (const Frame &frame : stack)
      if (!frame.is_plumbing)
        width = std::max(width, std::min<size_t>(frame.function.size(), 48));
    unsigned number = 0;
    for (const Frame &frame : stack) {
      if (frame.is_plumbing)
        continue;
      llvm::StringRef function = frame.function.empty() ? llvm::StringRef("??") : frame.function;
      out_ << indent << "#" << number++ << " " << llvm::left_justify(function, width) << "  "
           << placePhrase(frame, /*is_short=*/false);
      if (frame.file.empty() && !frame.module.empty())
        out_ << " " << llvm::sys::path::filename(frame.module) << "+0x" << llvm::utohexstr(frame.offset, true);
      out_ << (frame.is_instrumented ? "" : " (not instrumented)") << "\n";
    }
    if (stack.empty())
      out_ << indent << "#0 ??  unknown (the place was not recorded)\n";
  }

  void access(const Access &access, bool is_earlier) {
    out_ << "  " << (is_earlier ? "earlier " : "") << access.operation;
    if (access.size)
      out_ << " of " << bytesPhrase(access.size);
    out_ << " by " << threadPhrase(finding_, access.thread);
    if (!access.locks_unknown)
      out_ << ", holding " << locksPhrase(access.locks);
    if (access.in_signal_handler)
      out_ << ", in a signal handler";
    out_ << "\n";
    stack(access.stack, "    ");
    if (access.stack_unknown)
      out_ << "       (its callers are not known any more: the history no longer reaches)\n";
  }

  void wait(const Wait &wait) {
    out_ << "  " << threadPhrase(finding_, wait.thread) << " waits: ";
    if (wait.cases.size() != 1 || wait.operation != wait.cases[0].operation)
      out_ << wait.operation << (wait.cases.empty() ? " without a case" : " of ");
    for (size_t i = 0; i < wait.cases.size(); ++i)
      out_ << (i ? " or " : "") << wait.cases[i].operation << " on "
           << (wait.cases[i].is_nil ? "a nil channel" : objectPhrase(wait.cases[i].object));
    out_ << ", holding " << locksPhrase(wait.held) << "\n";
    stack(wait.stack, "    ");
  }

  void object(const Object &object) {
    bool is_heap = object.kind == ObjectKind::kHeap;
    out_ << "  the " << (finding_.waits.empty() && !finding_.accesses.empty() && isMemory(object) ? "memory" : "object")
         << ": " << objectPhrase(object);
    if (!object.type.empty())
      out_ << " of type " << object.type;
    if (object.kind == ObjectKind::kGlobal)
      out_ << ", a global variable";
    else if (is_heap)
      out_ << " in a heap block of " << bytesPhrase(object.size);
    else if (object.kind == ObjectKind::kStack || object.kind == ObjectKind::kTls)
      out_ << ", on the " << (object.kind == ObjectKind::kTls ? "thread-local memory" : "stack") << " of "
           << (object.made_by ? threadPhrase(finding_, *object.made_by) : "an unknown thread");
    else if (!object.detail.empty() && !object.name.empty())
      out_ << (llvm::StringRef("aeiou").contains(object.detail[0]) ? ", an " : ", a ") << object.detail;
    if (!object.declared_file.empty())
      out_ << ", declared at " << llvm::sys::path::filename(object.declared_file) << ":" << object.declared_line;
    if (is_heap)
      out_ << ", allocated by " << (object.made_by ? threadPhrase(finding_, *object.made_by) : "an unknown thread");
    else if (!isMemory(object) && !object.made_at.empty())
      out_ << ", first used at " << placePhrase(object.made_at);
    out_ << "\n";
    if (is_heap && !object.made_at.empty())
      stack(object.made_at, "    ");
  }

  static bool isMemory(const Object &object) {
    return object.kind == ObjectKind::kGlobal || object.kind == ObjectKind::kHeap ||
           object.kind == ObjectKind::kStack || object.kind == ObjectKind::kTls ||
           (object.kind == ObjectKind::kOther && object.detail.empty());
  }

  void locks() {
    auto tell = [&](uint32_t thread, const std::vector<HeldLock> &locks) {
      for (const HeldLock &held : locks) {
        out_ << "  " << objectPhrase(held.lock) << " was taken by " << threadPhrase(finding_, thread)
             << (held.is_shared ? ", shared" : "") << "\n";
        stack(held.taken_at, "    ");
      }
    };
    for (const Access &access : finding_.accesses)
      tell(access.thread, access.locks);
    for (const Wait &wait : finding_.waits)
      tell(wait.thread, wait.held);
  }

  void creation(const Thread &thread) {
    if (thread.id == 0)
      return;
    out_ << "  " << threadPhrase(thread) << " was created by "
         << (thread.created_by ? threadPhrase(finding_, *thread.created_by) : "a thread that was not seen")
         << (thread.has_ended ? " and has ended" : "") << "\n";
    if (!thread.stack.empty())
      stack(thread.stack, "    ");
  }

  void reasons() {
    if (finding_.why.empty())
      return;
    out_ << (finding_.waits.empty() ? "  why nothing orders them:\n" : "  what would free them:\n");
    for (const std::string &sentence : finding_.why)
      out_ << "    - " << sentence << "\n";
  }

  std::string runsPhrase() const { return " in " + counted(finding_.seen_in.size(), "run"); }

  const Finding finding_;
  const Run &run_;
  llvm::raw_ostream &out_;
};

void writeEnd(const Report &report, llvm::raw_ostream &out) {
  uint64_t threads = 0, events = 0;
  std::vector<std::string> unseen = unseenOf(report);
  for (const std::string &sentence : unseen)
    out << "gordian: note: " << shown(sentence, /*is_line=*/true) << "\n";
  for (const std::string &sentence : report.notes)
    out << "gordian: note: " << shown(sentence, /*is_line=*/true) << "\n";
  for (const GoneFinding &gone : report.gone)
    out << "gordian: note: of the baseline, this did not come up any more: " << shown(gone.message, true) << " ("
        << shown(gone.id, true) << ")\n";
  for (const Run &run : report.runs) {
    threads += run.thread_count;
    events += run.event_count;
  }
  if (report.runs.empty())
    return;
  if (!report.unreadable.empty())
    out << "gordian: note: " << counted(report.unreadable.size(), "log") << " could not be read at all\n";
  bool all_seen = report.unreadable.empty() && unseen.empty();
  out << "gordian: " << (report.findings.empty() ? "clean: " : "") << findingsPhrase(report) << " in "
      << counted(report.runs.size(), "log") << " (" << counted(threads, "thread") << ", " << counted(events, "event")
      << "); " << (all_seen ? "everything in it was analysed" : "what was not seen is noted above") << "\n";
}

/// Colours by the shape of the line; what is inside it was made harmless before.
void writeColoured(llvm::StringRef text, llvm::raw_ostream &out) {
  static constexpr llvm::StringRef kBold = "\x1b[1m", kRed = "\x1b[1;31m", kDim = "\x1b[2m", kEnd = "\x1b[0m";
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    llvm::StringRef trimmed = line.ltrim();
    llvm::StringRef colour = trimmed.starts_with("WARNING: Gordian:") ? kRed
                             : trimmed.starts_with("SUMMARY: ")       ? kBold
                             : trimmed.starts_with("NOTE: Gordian:")  ? kBold
                             : trimmed.starts_with("gordian: note:")  ? kDim
                             : line.size() == trimmed.size() + 2      ? kBold
                                                                      : llvm::StringRef();
    out << colour << line << (colour.empty() ? llvm::StringRef() : kEnd) << "\n";
    text = rest;
  }
}

} // namespace

std::vector<std::string> unseenOf(const Report &report) {
  std::map<std::string, size_t> counts;
  std::vector<std::string> sentences;
  for (const Run &run : report.runs)
    for (const std::string &sentence : run.unseen)
      if (counts[sentence]++ == 0)
        sentences.push_back(sentence);
  for (std::string &sentence : sentences)
    if (size_t count = counts[sentence]; count > 1)
      sentence += " (in " + counted(count, "run") + ")";
  return sentences;
}

void writeFindingText(const Report &report, const Finding &finding, llvm::raw_ostream &out) {
  FindingText(oneLine(finding), runOf(report, finding), out).write();
}

void writeText(const Report &report, llvm::raw_ostream &out) {
  std::string text;
  llvm::raw_string_ostream buffer(text);
  for (const Finding &finding : report.findings) {
    if (!isNews(finding))
      continue;
    writeFindingText(report, finding, buffer);
    buffer << "\n";
  }
  writeEnd(report, buffer);
  if (report.has_color)
    writeColoured(buffer.str(), out);
  else
    out << buffer.str();
}

} // namespace gordian::report
