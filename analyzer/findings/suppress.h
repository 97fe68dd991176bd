// Suppressions: findings that people know and do not want to hear of, each for a reason and perhaps until a day.
//
// May use finding.h, kinds.h, fingerprint.h. One entry a line, '#' begins a comment:
//
//   KIND:PATTERN [expires=YYYY-MM-DD] [reason=TEXT TO THE END OF THE LINE]
//
// KIND is a kind of finding ("data-race"), one of ThreadSanitizer's words (race, race_top, mutex, deadlock, thread,
// signal, called_from_lib), or chan, leak, condvar, lock_order; `any` means all kinds. `var:` matches the object's
// name, `id:` the finding's id, `stack:a>b>c` functions of one stack, innermost first, others may stand between.
// PATTERN may stand anywhere in a function, file, module or variable name; '*' stands for anything, '^' and '$' for
// begin and end. Source: clang.llvm.org/docs/ThreadSanitizer, "Suppressions"; sanitizer_common's TemplateMatch.
#ifndef GORDIAN_ANALYZER_FINDINGS_SUPPRESS_H
#define GORDIAN_ANALYZER_FINDINGS_SUPPRESS_H

#include "findings/finding.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace gordian::findings {

struct Suppression {
  std::string kind, pattern, expires, reason;
  std::string place; ///< "tsan.supp:3"
  uint64_t hits = 0; ///< findings that it suppressed
};

class Suppressions {
public:
  /// Adds the entries of a file's text. False if a line is none: then `error` is a sentence with file and line.
  bool parse(llvm::StringRef text, const std::string &file, std::string &error);

  /// Marks the findings that an entry matches. `today` is YYYY-MM-DD: entries that have expired match nothing.
  void apply(Report &report, llvm::StringRef today);

  /// Sentences: what was suppressed by which entry, and which entries have expired or (if `tells_unused`) matched
  /// nothing.
  std::vector<std::string> notes(llvm::StringRef today, bool tells_unused) const;

  const std::vector<Suppression> &all() const { return entries_; }

private:
  std::vector<Suppression> entries_;
};

/// Does the pattern stand in the text? '*' is anything, '^' at its begin and '$' at its end tie it to the text's.
bool matchesPattern(llvm::StringRef pattern, llvm::StringRef text);

/// Entries for the findings of the report that are not suppressed yet, ready to be pasted.
std::string suppressionsFor(const Report &report);

} // namespace gordian::findings

#endif
