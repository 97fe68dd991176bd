#include "findings/suppress.h"

#include "findings/fingerprint.h"
#include "findings/kinds.h"
#include "findings/phrases.h"
#include "findings/rules.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace gordian::findings {

namespace {

using enum Kind;

struct Word {
  llvm::StringLiteral word;
  std::initializer_list<Kind> kinds;
};

constexpr std::initializer_list<Kind> kRaces = {kDataRace, kUseAfterFreeRace, kVptrRace, kDescriptorRace};

/// Words that mean several kinds: ThreadSanitizer's, and ours for what it has no word for.
const std::array<Word, 11> &words() {
  static const std::array<Word, 11> kWords = {{
      {"race", kRaces},
      {"race_top", kRaces},
      {"called_from_lib", kRaces},
      {"mutex",
       {kDoubleLock, kUnlockByOtherThread, kUnlockOfUnlocked, kDestroyOfLockedMutex, kUseAfterDestroy, kUseBeforeInit,
        kUseOfCopiedObject, kLockHeldAtThreadEnd}},
      {"deadlock", {kDeadlock, kPartialDeadlock, kLockOrderInversion, kChannelCycle, kLockHeldWhileBlocking}},
      {"lock_order", {kLockOrderInversion}},
      {"thread", {kLeakedThread, kDestroyOfUnfinishedThread, kUnjoinedThread, kJoinMisuse}},
      {"leak", {kLeakedThread}},
      {"signal", {kSignalUnsafeCall, kErrnoSpoiled}},
      {"chan", {kSendOnClosedChannel, kCloseOfClosedChannel, kChannelCycle}},
      {"condvar", {kConditionMisuse}},
  }};
  return kWords;
}

bool isKindOfAll(llvm::StringRef word) { return word == "any" || word == "var" || word == "stack" || word == "id"; }

bool isKnownWord(llvm::StringRef word) {
  return isKindOfAll(word) || llvm::any_of(words(), [&](const Word &each) { return each.word == word; }) ||
         llvm::any_of(rules(), [&](const Rule &rule) { return nameOf(rule.kind) == word; });
}

bool meansKind(llvm::StringRef word, Kind kind) {
  if (isKindOfAll(word) || nameOf(kind) == word)
    return true;
  auto found = llvm::find_if(words(), [&](const Word &each) { return each.word == word; });
  return found != words().end() && llvm::is_contained(found->kinds, kind);
}

bool matchesFrame(llvm::StringRef pattern, const Frame &frame) {
  return matchesPattern(pattern, frame.function) || matchesPattern(pattern, plainFunctionName(frame.function)) ||
         matchesPattern(pattern, frame.file) || matchesPattern(pattern, frame.module);
}

std::vector<const Stack *> stacksOf(const Finding &finding) {
  std::vector<const Stack *> stacks;
  for (const Access &access : finding.accesses)
    stacks.push_back(&access.stack);
  for (const Wait &wait : finding.waits)
    stacks.push_back(&wait.stack);
  return stacks;
}

bool matchesSequence(llvm::StringRef pattern, const Stack &stack) {
  llvm::SmallVector<llvm::StringRef, 4> parts;
  pattern.split(parts, '>', -1, /*KeepEmpty=*/false);
  size_t next = 0;
  for (const Frame &frame : stack)
    if (next < parts.size() && matchesFrame(parts[next].trim(), frame))
      ++next;
  return !parts.empty() && next == parts.size();
}

bool matchesVariable(llvm::StringRef pattern, const Finding &finding) {
  return (finding.object && matchesPattern(pattern, finding.object->name)) ||
         llvm::any_of(finding.accesses,
                      [&](const Access &access) { return matchesPattern(pattern, access.expression); }) ||
         llvm::any_of(finding.waits, [&](const Wait &wait) {
           return llvm::any_of(wait.cases,
                               [&](const WaitCase &one) { return matchesPattern(pattern, one.object.name); });
         });
}

/// Where the memory was allocated does not count: an allocator is in every stack.
bool matches(const Suppression &entry, const Finding &finding) {
  if (!meansKind(entry.kind, finding.kind))
    return false;
  std::vector<const Stack *> stacks = stacksOf(finding);
  if (entry.kind == "id")
    return finding.id == entry.pattern;
  if (entry.kind == "var")
    return matchesVariable(entry.pattern, finding);
  if (entry.kind == "stack")
    return llvm::any_of(stacks, [&](const Stack *stack) { return matchesSequence(entry.pattern, *stack); });
  if (entry.kind == "race_top")
    return llvm::any_of(stacks, [&](const Stack *stack) {
      return !stack->empty() && matchesFrame(entry.pattern, *representative(*stack));
    });
  if (entry.kind == "called_from_lib")
    return llvm::any_of(stacks, [&](const Stack *stack) {
      return stack->size() > 1 && matchesPattern(entry.pattern, (*stack)[1].module);
    });
  if (entry.kind == "thread" || entry.kind == "leak")
    for (const Thread &thread : finding.threads)
      if (matchesPattern(entry.pattern, thread.name) ||
          llvm::any_of(thread.stack, [&](const Frame &frame) { return matchesFrame(entry.pattern, frame); }))
        return true;
  bool is_global = finding.object && finding.object->kind == ObjectKind::kGlobal;
  return (is_global && matchesPattern(entry.pattern, finding.object->name)) ||
         llvm::any_of(stacks, [&](const Stack *stack) {
           return llvm::any_of(*stack, [&](const Frame &frame) { return matchesFrame(entry.pattern, frame); });
         });
}

bool isDate(llvm::StringRef text) {
  static constexpr llvm::StringLiteral kShape = "dddd-dd-dd";
  return text.size() == kShape.size() && llvm::all_of(llvm::zip(text, kShape), [](auto pair) {
           auto [c, shape] = pair;
           return shape == 'd' ? llvm::isDigit(c) : c == shape;
         });
}

bool hasExpired(const Suppression &entry, llvm::StringRef today) {
  return !entry.expires.empty() && llvm::StringRef(entry.expires) < today;
}

std::string phraseOf(const Suppression &entry) {
  return "'" + entry.kind + ":" + entry.pattern + "' (" + entry.place +
         (entry.reason.empty() ? ")" : ": " + entry.reason + ")");
}

} // namespace

bool matchesPattern(llvm::StringRef pattern, llvm::StringRef text) {
  bool from_begin = pattern.consume_front("^"), to_end = pattern.consume_back("$");
  llvm::SmallVector<llvm::StringRef, 4> parts;
  pattern.split(parts, '*');
  if (text.empty() || (pattern.empty() && !(from_begin && to_end)))
    return false;
  // The first part ties to the begin, the last to the end; the others are found one after the other.
  if (from_begin && !text.consume_front(parts.front()))
    return false;
  if (from_begin)
    parts.erase(parts.begin());
  if (to_end && parts.empty())
    return text.empty();
  if (to_end && !text.ends_with(parts.back()))
    return false;
  if (to_end) {
    text = text.drop_back(parts.back().size());
    parts.pop_back();
  }
  for (llvm::StringRef part : parts) {
    size_t at = text.find(part);
    if (at == llvm::StringRef::npos)
      return false;
    text = text.substr(at + part.size());
  }
  return true;
}

bool Suppressions::parse(llvm::StringRef text, const std::string &file, std::string &error) {
  text.consume_front("\xef\xbb\xbf");
  for (unsigned number = 1; !text.empty(); ++number) {
    auto [line, rest] = text.split('\n');
    text = rest;
    line = line.trim();
    if (line.empty() || line.starts_with("#"))
      continue;
    Suppression entry;
    entry.place = file + ":" + std::to_string(number);
    std::tie(line, entry.reason) = [](llvm::StringRef whole) {
      auto [before, reason] = whole.split(" reason=");
      return std::make_pair(before.rtrim(), reason.trim().str());
    }(line);
    if (auto [before, day] = line.rsplit(" expires="); !day.empty()) {
      entry.expires = day.trim().str();
      line = before.rtrim();
    }
    auto [kind, pattern] = line.split(':');
    entry.kind = kind.trim().str();
    entry.pattern = pattern.trim().str();
    if (entry.pattern.empty())
      error = entry.place + ": '" + line.str() + "' is no suppression: write KIND:PATTERN, as in race:^counter$";
    else if (!isKnownWord(entry.kind))
      error = entry.place + ": unknown kind '" + entry.kind +
              "': it is a kind of finding as in reports, or race, race_top, mutex, deadlock, lock_order, thread, leak, "
              "signal, chan, condvar, called_from_lib, var, stack, id or any";
    else if (!entry.expires.empty() && !isDate(entry.expires))
      error = entry.place + ": 'expires=" + entry.expires + "' is no day: write expires=YYYY-MM-DD";
    else {
      entries_.push_back(std::move(entry));
      continue;
    }
    return false;
  }
  return true;
}

void Suppressions::apply(Report &report, llvm::StringRef today) {
  for (Finding &finding : report.findings)
    for (Suppression &entry : entries_)
      if (!hasExpired(entry, today) && matches(entry, finding)) {
        ++entry.hits;
        if (!finding.suppressed)
          finding.suppressed_by = entry.kind + ":" + entry.pattern + (entry.reason.empty() ? "" : ": " + entry.reason);
        finding.suppressed = true;
      }
}

std::vector<std::string> Suppressions::notes(llvm::StringRef today, bool tells_unused) const {
  std::vector<std::string> notes;
  for (const Suppression &entry : entries_) {
    if (hasExpired(entry, today))
      notes.push_back("the suppression " + phraseOf(entry) + " has expired on " + entry.expires +
                      " and suppresses nothing: mend what it is for, or give it a later day");
    else if (entry.hits)
      notes.push_back(counted(entry.hits, "finding") + (entry.hits == 1 ? " is" : " are") + " suppressed by " +
                      phraseOf(entry));
    else if (tells_unused)
      notes.push_back("the suppression " + phraseOf(entry) +
                      " matched nothing: remove it if nothing needs it any more");
  }
  return notes;
}

std::string suppressionsFor(const Report &report) {
  std::string text = "# Suppressions for 'gordian run' and 'gordian report': --suppressions FILE, or\n"
                     "# GORDIAN_OPTIONS=suppressions=FILE. Give each a reason, and a day on which it ends.\n";
  auto onOneLine = [](std::string words) {
    std::replace_if(words.begin(), words.end(), [](char c) { return uint8_t(c) < 0x20; }, ' ');
    return words;
  };
  for (const Finding &finding : report.findings) {
    if (finding.suppressed)
      continue;
    text += "\n# " + onOneLine(wordsOf(finding.kind) + ": " + finding.message) + "\nid:" + finding.id + " reason=\n";
    std::vector<std::string> wider;
    if (finding.object && !finding.object->name.empty())
      wider.push_back("var:^" + finding.object->name + "$");
    for (const Stack *stack : stacksOf(finding))
      if (const Frame *frame = representative(*stack); frame && !frame->function.empty())
        wider.push_back(nameOf(finding.kind).str() + ":^" + plainFunctionName(frame->function) + "$");
    if (!wider.empty())
      text += "# wider: " + onOneLine(llvm::join(wider, "   ")) + "\n";
  }
  return text;
}

} // namespace gordian::findings
