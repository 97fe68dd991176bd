// The parser of GORDIAN_OPTIONS, driven by options.inc; see options.h.
//
//   text   := pair (':' pair)*        empty pairs are skipped; of two for the same key the later one holds
//   pair   := key '=' value           value in '...' or "..." may contain ':'
#include "options.h"

#include "base/arena.h"
#include "base/bytes.h"
#include "base/environment.h"
#include "base/print.h"
#include "base/system.h"

namespace gordian {
namespace {

constinit Options in_force;
const char *given_text = "";

/// A part of the text, not terminated.
struct Word {
  const char *text;
  u64 size;
};
bool same(Word word, const char *text) { return lengthOf(text) == word.size && sameBytes(word.text, text, word.size); }

[[noreturn]] void fail(Text &sentence) { fatal(sentence.c_str()); }

// ---- Values: for each type how it is read, what is allowed, and how it is shown -----------------------------------

struct Choice {
  const char *name;
  u32 value;
};
constexpr Choice kOnDeadlockNames[] = {
    {"report_and_exit", raw(OnDeadlock::kReportAndExit)},
    {"report_and_continue", raw(OnDeadlock::kReportAndContinue)},
    {"abort", raw(OnDeadlock::kAbort)},
};
constexpr Choice kEventsNames[] = {
    {"none", raw(Events::kNone)},
    {"sync", raw(Events::kSync)},
    {"atomics", raw(Events::kAtomics)},
};
constexpr Choice kBoolNames[] = {{"0", 0}, {"1", 1}, {"false", 0}, {"true", 1}, {"no", 0}, {"yes", 1}};

template <u64 kCount> bool readChoice(Word word, const Choice (&choices)[kCount], u32 &value) {
  for (const Choice &choice : choices)
    if (same(word, choice.name)) return value = choice.value, true;
  return false;
}
template <u64 kCount> const char *nameOf(const Choice (&choices)[kCount], u32 value) {
  for (const Choice &choice : choices)
    if (choice.value == value) return choice.name;
  return "";
}

bool read(Word word, bool &value) {
  u32 number = 0;
  if (!readChoice(word, kBoolNames, number)) return false;
  value = number != 0;
  return true;
}
bool read(Word word, OnDeadlock &value) {
  u32 number = 0;
  if (!readChoice(word, kOnDeadlockNames, number)) return false;
  value = static_cast<OnDeadlock>(number);
  return true;
}
bool read(Word word, Events &value) {
  u32 number = 0;
  if (!readChoice(word, kEventsNames, number)) return false;
  value = static_cast<Events>(number);
  return true;
}
bool read(Word word, u64 &value) {
  constexpr u64 kMost = ~u64{0};
  u64 number = 0;
  for (u64 i = 0; i < word.size; ++i) {
    u32 digit = static_cast<u32>(word.text[i]) - '0';
    if (digit > 9 || number > (kMost - digit) / 10) return false;
    number = number * 10 + digit;
  }
  if (!word.size) return false;
  value = number;
  return true;
}
bool read(Word word, Path &value) {
  char *copy = static_cast<char *>(arena::allocate(word.size + 1));
  copyBytes(copy, word.text, word.size);
  copy[word.size] = 0;
  value = copy;
  return true;
}

const char *allowed(bool) { return "0 or 1 (also false, true, no, yes)"; }
const char *allowed(OnDeadlock) { return "report_and_exit, report_and_continue or abort"; }
const char *allowed(Events) { return "none, sync or atomics"; }
const char *allowed(u64) { return "a decimal number"; }
const char *allowed(Path) { return "a path"; }

void show(Text &text, bool value) { text.add(value ? "1" : "0"); }
void show(Text &text, OnDeadlock value) { text.add(nameOf(kOnDeadlockNames, raw(value))); }
void show(Text &text, Events value) { text.add(nameOf(kEventsNames, raw(value))); }
void show(Text &text, u64 value) { text.addNumber(value); }
void show(Text &text, Path value) { text.add(*value ? value : "''"); }

// ---- The table ------------------------------------------------------------------------------------------------------

struct Option {
  const char *name;
  bool (*read)(Word value, Options &options);
  const char *(*allowed)();
  void (*show)(Text &text, const Options &options);
  const char *help;
};
constexpr Option kOptions[] = {
#define GORDIAN_OPTION(type, name, default_value, help)                                                                \
  {#name, [](Word value, Options &options) { return read(value, options.name); },                                     \
   [] { return allowed(type{}); }, [](Text &text, const Options &options) { show(text, options.name); }, help},
#include "options.inc"
#undef GORDIAN_OPTION
};

const Option *find(Word name) {
  for (const Option &option : kOptions)
    if (same(name, option.name)) return &option;
  return nullptr;
}

// ---- Mistakes -------------------------------------------------------------------------------------------------------

constexpr u64 kMaxNameBytes = 64;

/// How many characters must be changed, added or taken away to turn one into the other (Levenshtein, row by row).
u32 distance(Word word, const char *name) {
  u32 row[kMaxNameBytes + 1];
  u64 length = smallerOf(lengthOf(name), kMaxNameBytes);
  for (u64 i = 0; i <= length; ++i) row[i] = static_cast<u32>(i);
  for (u64 i = 0; i < word.size; ++i) {
    u32 diagonal = row[0];
    row[0] = static_cast<u32>(i + 1);
    for (u64 j = 0; j < length; ++j) {
      u32 changed = diagonal + (word.text[i] != name[j]);
      diagonal = row[j + 1];
      row[j + 1] = smallerOf(changed, smallerOf(row[j], diagonal) + 1);
    }
  }
  return row[length];
}

[[noreturn]] void failUnknown(Word name) {
  const Option *nearest = &kOptions[0];
  for (const Option &option : kOptions)
    if (distance(name, option.name) < distance(name, nearest->name)) nearest = &option;
  Text sentence;
  sentence.add("unknown option '").add(name.text, name.size).add("' in GORDIAN_OPTIONS: ");
  fail(sentence.add("did you mean '").add(nearest->name).add("'? (GORDIAN_OPTIONS=help=1 prints all)"));
}

[[noreturn]] void failValue(const Option &option, Word value, const char *allowed) {
  Text sentence;
  sentence.add("option '").add(option.name).add("' in GORDIAN_OPTIONS can't be '").add(value.text, value.size);
  fail(sentence.add("': give ").add(allowed));
}

// ---- The parser -----------------------------------------------------------------------------------------------------

/// The value that begins at `at`; moves `at` behind it.
Word takeValue(const char *&at) {
  char quote = *at == '\'' || *at == '"' ? *at : 0;
  if (quote) ++at;
  Word value = {at, 0};
  while (*at && *at != (quote ? quote : ':')) ++at;
  value.size = static_cast<u64>(at - value.text);
  if (!quote) return value;
  if (!*at || (at[1] && at[1] != ':')) {
    Text sentence;
    sentence.add("the quote before '").add(value.text, smallerOf<u64>(lengthOf(value.text), 100));
    fail(sentence.add("' in GORDIAN_OPTIONS is not closed at the end of the value: close it, or leave quotes out"));
  }
  ++at;
  return value;
}

void parsePair(const char *&at) {
  Word name = {at, 0};
  while (*at && *at != '=' && *at != ':') ++at;
  name.size = static_cast<u64>(at - name.text);
  const Option *option = find(name);
  if (!option) failUnknown(name);
  Word value = {"", 0};
  if (*at == '=') value = takeValue(++at);
  if (!option->read(value, in_force)) failValue(*option, value, option->allowed());
  if (in_force.exitcode > 255) failValue(*option, value, "a number from 0 to 255");
}

void parse(const char *at) {
  while (*at) {
    if (*at == ':') ++at;
    else parsePair(at);
  }
}

void printHelp() {
  Options defaults;
  for (const Option &option : kOptions) {
    Text line;
    line.add(option.name).add("=");
    option.show(line, defaults);
    while (line.size() < 32) line.add(" ");
    line.add(" ").add(option.help).add("\n");
    system::writeAll(1, line.c_str(), line.size());
  }
}

}  // namespace

const Options &options() { return in_force; }

void checkMemory(bool is_wanted) { in_force.checks_memory = is_wanted; }
const char *optionsText() { return given_text; }

void readOptions() {
  const char *text = environmentValue("GORDIAN_OPTIONS");
  if (!text) return;
  read(Word{text, lengthOf(text)}, given_text);  // the program may change its environment later
  parse(given_text);
  if (!in_force.help) return;
  printHelp();
  system::exitProcess(0);
}

}  // namespace gordian
