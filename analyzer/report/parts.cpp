#include "report/parts.h"

#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

#include <algorithm>

namespace gordian::report {

using namespace findings;

namespace {

/// U+0080 to U+009F steer terminals too, and U+FFFE and U+FFFF may not stand in XML.
bool isForbiddenAt(llvm::StringRef text, size_t &bytes) {
  auto at = [&](size_t i) { return i < text.size() ? uint8_t(text[i]) : 0; };
  bytes = 1;
  if (at(0) < 0x20 || at(0) == 0x7f)
    return true;
  if (at(0) == 0xc2 && at(1) >= 0x80 && at(1) < 0xa0)
    return bytes = 2, true;
  if (at(0) == 0xef && at(1) == 0xbf && (at(2) == 0xbe || at(2) == 0xbf))
    return bytes = 3, true;
  // Marks that reverse the direction of text can make a line look like another: U+202A to 202E, U+2066 to 2069.
  if (at(0) == 0xe2 &&
      ((at(1) == 0x80 && at(2) >= 0xaa && at(2) <= 0xae) || (at(1) == 0x81 && at(2) >= 0xa6 && at(2) <= 0xa9)))
    return bytes = 3, true;
  return false;
}

void clean(std::string &text) { text = shown(text, /*is_line=*/true); }

void clean(Stack &stack) {
  for (Frame &frame : stack)
    for (std::string *text : {&frame.function, &frame.file, &frame.module, &frame.unknown})
      clean(*text);
}

void clean(Object &object) {
  for (std::string *text : {&object.name, &object.type, &object.detail, &object.declared_file})
    clean(*text);
  clean(object.made_at);
}

void clean(std::vector<HeldLock> &locks) {
  for (HeldLock &held : locks) {
    clean(held.lock);
    clean(held.taken_at);
  }
}

void addFrames(ThreadPath &path, const Stack &stack, const std::string &text) {
  for (const Frame &frame : llvm::reverse(stack))
    if (!frame.is_plumbing)
      path.steps.push_back({&frame, "in " + (frame.function.empty() ? "an unknown function" : frame.function)});
  if (path.steps.empty())
    return;
  path.steps.back().text = text;
  path.steps.back().is_last = true;
}

ThreadPath beginOf(const Finding &finding, uint32_t id, const std::vector<HeldLock> &locks) {
  ThreadPath path{id, {}};
  for (const Thread &thread : finding.threads)
    if (const Frame *frame = thread.id == id && id != 0 ? representative(thread.stack) : nullptr)
      path.steps.push_back({frame, threadPhrase(thread) + " is started here"});
  for (const HeldLock &held : locks)
    if (const Frame *frame = representative(held.taken_at))
      path.steps.push_back({frame, objectPhrase(held.lock) + " is taken here" + (held.is_shared ? ", shared" : "")});
  return path;
}

} // namespace

std::string titleOf(const Finding &finding) {
  std::vector<std::string> places;
  for (const Access &access : finding.accesses)
    places.push_back(placeName(access.stack));
  for (const Wait &wait : finding.waits)
    places.push_back(placeName(wait.stack));
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::string title = wordsOf(finding.kind);
  if (!finding.waits.empty())
    title += " of " + counted(finding.waits.size(), "thread");
  if (finding.object)
    title += " on " + objectPhrase(*finding.object);
  if (!places.empty())
    title += " in " + llvm::join(places, " / ");
  return title;
}

const Stack &mainStack(const Finding &finding) {
  static const Stack kNone;
  if (!finding.accesses.empty())
    return finding.accesses[0].stack;
  auto isBlocked = [](const Wait &wait) { return wait.operation != "join" && wait.operation != "wait-group-wait"; };
  auto found = llvm::find_if(finding.waits, isBlocked);
  if (found == finding.waits.end())
    return finding.waits.empty() ? kNone : finding.waits[0].stack;
  return found->stack;
}

const Frame *mainFrame(const Finding &finding) {
  const Stack &stack = mainStack(finding);
  const Frame *frame = representative(stack);
  if (frame && !frame->file.empty())
    return frame;
  auto found = llvm::find_if(stack, [](const Frame &each) { return !each.file.empty() && !isLibraryFrame(each); });
  return found == stack.end() ? frame : &*found;
}

const Run &runOf(const Report &report, const Finding &finding) {
  static const Run kNone;
  return finding.run < report.runs.size() ? report.runs[finding.run] : kNone;
}

std::string relativePath(llvm::StringRef file, llvm::StringRef root) {
  llvm::SmallString<256> path(file);
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  llvm::StringRef rest = path;
  root = root.rtrim('/');
  if (!root.empty() && rest.consume_front(root) && rest.consume_front("/"))
    return rest.str();
  return std::string(path);
}

std::string shown(llvm::StringRef text, bool is_line) {
  std::string valid = llvm::json::fixUTF8(text), result;
  for (size_t i = 0; i < valid.size();) {
    size_t bytes = 1;
    llvm::StringRef rest = llvm::StringRef(valid).substr(i);
    if ((valid[i] == '\n' && !is_line) || !isForbiddenAt(rest, bytes))
      result += rest.take_front(bytes = 1).str();
    else
      for (char c : rest.take_front(bytes))
        result += "\\x" + llvm::toHex(llvm::StringRef(&c, 1), /*LowerCase=*/true);
    i += bytes;
  }
  return result;
}

std::string markup(llvm::StringRef text) {
  std::string result;
  for (char c : shown(text)) {
    switch (c) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    case '\'':
      result += "&#39;";
      break;
    default:
      result += c;
    }
  }
  return result;
}

Finding oneLine(Finding finding) {
  clean(finding.message);
  clean(finding.suppressed_by);
  if (finding.object)
    clean(*finding.object);
  for (Access &access : finding.accesses) {
    clean(access.expression);
    clean(access.locks);
    clean(access.stack);
  }
  for (Wait &wait : finding.waits) {
    for (WaitCase &one : wait.cases)
      clean(one.object);
    clean(wait.held);
    clean(wait.stack);
  }
  for (Thread &thread : finding.threads) {
    clean(thread.name);
    clean(thread.stack);
  }
  for (std::optional<SyncPoint> *point : {&finding.release, &finding.acquire})
    if (*point) {
      if ((*point)->object)
        clean(*(*point)->object);
      clean((*point)->stack);
    }
  for (std::string &sentence : finding.why)
    clean(sentence);
  return finding;
}

std::vector<ThreadPath> pathsOf(const Finding &finding) {
  std::vector<ThreadPath> paths;
  for (const Access &access : llvm::reverse(finding.accesses)) {
    paths.push_back(beginOf(finding, access.thread, access.locks));
    addFrames(paths.back(), access.stack,
              access.operation + (access.size ? " of " + bytesPhrase(access.size) : std::string()) +
                  (finding.object ? ": " + objectPhrase(*finding.object) : std::string()));
  }
  for (const Wait &wait : finding.waits) {
    paths.push_back(beginOf(finding, wait.thread, wait.held));
    std::string text = wait.operation + " waits";
    for (size_t i = 0; i < wait.cases.size(); ++i)
      text += (i ? " or " : " for ") + (wait.cases[i].is_nil ? "a nil channel" : objectPhrase(wait.cases[i].object));
    addFrames(paths.back(), wait.stack, text);
  }
  llvm::erase_if(paths, [](const ThreadPath &path) { return path.steps.empty(); });
  return paths;
}

} // namespace gordian::report
