// Where options come from, and their parser, driven by abi/options.inc; see options.h.
//
//   text      := pair (separator pair)*       of two for the same key the later one holds
//   pair      := key '=' value                value in '...' or "..." may contain separators
//   separator := ':' ',' or white space; in files a '#' begins a comment up to the end of the line
#include "options.h"

#include "base/environment.h"
#include "base/files.h"
#include "base/system.h"
#include "option_values.h"

#include <fcntl.h>

/// The program's own defaults, if it has any: a function that returns a text as in GORDIAN_OPTIONS.
extern "C" __attribute__((weak)) const char *__gordian_default_options();

namespace gordian {
namespace {

using option_values::same;
using option_values::Word;

constinit Options in_force;
const char *given_text = "";

struct Option {
  const char *name;
  bool (*read)(Word value, Options &options);
  const char *(*allowed)();
  void (*show)(Text &text, const Options &options);
  const char *help;
};
constexpr Option kOptions[] = {
#define GORDIAN_OPTION(type, name, default_value, help)                                                                \
  {#name, [](Word value, Options &options) { return option_values::read(value, options.name); },                      \
   [] { return option_values::allowed(type{}); },                                                                     \
   [](Text &text, const Options &options) { option_values::show(text, options.name); }, help},
#include "abi/options.inc"
};

/// ThreadSanitizer's options that are not ours.
struct Foreign {
  const char *name;
  bool is_refused;
  const char *why;
};
constexpr Foreign kForeign[] = {
#define GORDIAN_IDLE(name, why) {#name, false, why},
#define GORDIAN_REFUSED(name, why) {#name, true, why},
#include "abi/options.inc"
};

template <class Row, u64 kCount> const Row *find(const Row (&rows)[kCount], Word name) {
  for (const Row &row : rows)
    if (same(name, row.name)) return &row;
  return nullptr;
}

bool isSeparator(char c) { return c == ':' || c == ',' || c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

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

void warnIdle(const Foreign &foreign) {
  Text sentence;
  sentence.add("option '").add(foreign.name).add("' changes nothing here: ").add(foreign.why);
  warn(sentence.c_str());
}

// ---- The parser -----------------------------------------------------------------------------------------------------

constexpr u32 kMostFiles = 16;
constexpr u64 kFileBytes = u64{1} << 16;
u32 file_depth;

/// One text with options, and where it comes from, for sentences.
class Parser {
 public:
  Parser(const char *text, const char *where) : at_(text), where_(where) {}

  /// In a file, '#' begins a comment.
  Parser &withComments() { return has_comments_ = true, *this; }
  /// Nothing but this one option counts, and no mistake is told: the text is meant for another tool.
  Parser &only(const char *name) { return only_ = name, *this; }

  void parse() {
    while (*at_) {
      if (isSeparator(*at_)) ++at_;
      else if (has_comments_ && *at_ == '#') skipComment();
      else pair();
    }
  }

 private:
  void pair() {
    Word name = {at_, 0};
    while (*at_ && *at_ != '=' && !isSeparator(*at_)) ++at_;
    name.size = static_cast<u64>(at_ - name.text);
    Word value = {"", 0};
    if (only_) {
      if (*at_ == '=') value = takeValue(++at_);
      if (same(name, only_)) find(kOptions, name)->read(value, in_force);
      return;
    }
    const Option *option = find(kOptions, name);
    if (!option) return foreign(name);
    if (*at_ == '=') value = takeValue(++at_);
    if (!option->read(value, in_force)) failValue(*option, value, option->allowed());
    if (in_force.exitcode > 255) failValue(*option, value, "a number from 0 to 255");
    if (same(name, "include")) includeFile(in_force.include, /*must_exist=*/true);
    if (same(name, "include_if_exists")) includeFile(in_force.include_if_exists, /*must_exist=*/false);
  }

  void foreign(Word name) {
    const Foreign *known = find(kForeign, name);
    if (!known) failUnknown(name);
    if (*at_ == '=') takeValue(++at_);
    if (known->is_refused) {
      Text sentence;
      sentence.add("option '").add(known->name).add("' of ThreadSanitizer in ").add(where_);
      fail(sentence.add(" has no counterpart in Gordian: ").add(known->why));
    }
    if (in_force.verbosity) warnIdle(*known);
  }

  /// The value that begins at `at`; moves `at` behind it.
  Word takeValue(const char *&at) {
    char quote = *at == '\'' || *at == '"' ? *at : 0;
    if (quote) ++at;
    Word value = {at, 0};
    while (*at && (quote ? *at != quote : !isSeparator(*at))) ++at;
    value.size = static_cast<u64>(at - value.text);
    if (!quote) return value;
    if (!*at || (at[1] && !isSeparator(at[1]))) {
      Text sentence;
      sentence.add("the quote before '").add(value.text, smallerOf<u64>(lengthOf(value.text), 100)).add("' in ").add(where_);
      fail(sentence.add(" is not closed at the end of the value: close it, or leave quotes out"));
    }
    ++at;
    return value;
  }

  void skipComment() {
    while (*at_ && *at_ != '\n') ++at_;
  }

  void includeFile(const char *pattern, bool must_exist);

  [[noreturn]] static void fail(Text &sentence) { fatal(sentence.c_str()); }

  [[noreturn]] void failUnknown(Word name) {
    const Option *nearest = &kOptions[0];
    for (const Option &option : kOptions)
      if (distance(name, option.name) < distance(name, nearest->name)) nearest = &option;
    Text sentence;
    sentence.add("unknown option '").add(name.text, name.size).add("' in ").add(where_);
    fail(sentence.add(": did you mean '").add(nearest->name).add("'? (GORDIAN_OPTIONS=help=1 prints all)"));
  }

  [[noreturn]] void failValue(const Option &option, Word value, const char *allowed) {
    Text sentence;
    sentence.add("option '").add(option.name).add("' in ").add(where_).add(" can't be '").add(value.text, value.size);
    fail(sentence.add("': give ").add(allowed));
  }

  const char *at_;
  const char *where_;
  bool has_comments_ = false;
  const char *only_ = nullptr;
};

/// `pattern` with %p, %b and %% replaced.
void expandName(const char *pattern, files::PathText &path) {
  for (const char *at = pattern; *at; ++at) {
    if (*at != '%' || !at[1]) {
      path.add(at, 1);
      continue;
    }
    ++at;
    if (*at == 'p') path.addNumber(system::processId());
    else if (*at == 'b') files::addProgramName(path);
    else if (*at == '%') path.add("%");
  }
}

void Parser::includeFile(const char *pattern, bool must_exist) {
  char *name = static_cast<char *>(arena::allocate(files::kPathBytes));
  files::PathText path(*reinterpret_cast<char(*)[files::kPathBytes]>(name));
  expandName(pattern, path);
  char *text = static_cast<char *>(arena::allocate(kFileBytes));
  s64 bytes = path.isValid() ? system::readFile(name, text, kFileBytes) : -1;
  Text where;
  where.add("the file '").add(name).add("'");
  if (bytes < 0) {
    if (!must_exist) return;
    Text sentence;
    sentence.add("cannot read the options in ").add(where.c_str()).add(", named in ").add(where_).add(": ");
    fail(sentence.add(files::describe(bytes)).add("; include_if_exists= does without it"));
  }
  if (static_cast<u64>(bytes) >= kFileBytes - 1 || file_depth >= kMostFiles) {
    Text sentence;
    sentence.add(where.c_str()).add(" of options, named in ").add(where_);
    fail(sentence.add(file_depth >= kMostFiles ? " is one include inside another too many" : " is larger than 64 KB"));
  }
  ++file_depth;
  Parser(text, where.c_str()).withComments().parse();
  --file_depth;
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
  if (__gordian_default_options)
    if (const char *text = __gordian_default_options()) Parser(text, "__gordian_default_options()").parse();
  // `ctest -T memcheck` with MEMORYCHECK_TYPE=ThreadSanitizer says here, and only here, where it will read the report.
  if (const char *text = environmentValue("TSAN_OPTIONS")) {
    const char *before = in_force.log_path;
    Parser(text, "TSAN_OPTIONS").only("log_path").parse();
    in_force.is_for_ctest = in_force.log_path != before;
  }
  if (const char *text = environmentValue("GORDIAN_OPTIONS")) {
    option_values::read(Word{text, lengthOf(text)}, given_text);  // the program may change its environment later
    Parser(given_text, "GORDIAN_OPTIONS").parse();
  }
  constexpr u64 kLargestScale = 7, kScaleUnit = 32768;
  if (in_force.history_size <= kLargestScale) in_force.history_size = kScaleUnit << in_force.history_size;
  if (!in_force.help) return;
  printHelp();
  system::exitProcess(0);
}

}  // namespace gordian
