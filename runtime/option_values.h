// The types that run-time options have: for each, how a value is read, what is allowed, and how it is shown.
//
// Used by options.cpp alone. Values outlive the text that they were read from.
#ifndef GORDIAN_OPTION_VALUES_H
#define GORDIAN_OPTION_VALUES_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/print.h"
#include "options.h"

namespace gordian::option_values {

/// A part of a text, not terminated.
struct Word {
  const char *text;
  u64 size;
};
inline bool same(Word word, const char *text) { return lengthOf(text) == word.size && sameBytes(word.text, text, word.size); }

struct Choice {
  const char *name;
  u32 value;
};
inline constexpr Choice kOnDeadlockNames[] = {
    {"report_and_exit", raw(OnDeadlock::kReportAndExit)},
    {"report_and_continue", raw(OnDeadlock::kReportAndContinue)},
    {"abort", raw(OnDeadlock::kAbort)},
};
inline constexpr Choice kEventsNames[] = {
    {"none", raw(Events::kNone)},
    {"sync", raw(Events::kSync)},
    {"atomics", raw(Events::kAtomics)},
};
inline constexpr Choice kBoolNames[] = {{"0", 0}, {"1", 1}, {"false", 0}, {"true", 1}, {"no", 0}, {"yes", 1}};

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
template <class Enum, u64 kCount> bool readEnum(Word word, const Choice (&choices)[kCount], Enum &value) {
  u32 number = 0;
  if (!readChoice(word, choices, number)) return false;
  value = static_cast<Enum>(number);
  return true;
}

inline bool read(Word word, bool &value) { return readEnum(word, kBoolNames, value); }
inline bool read(Word word, OnDeadlock &value) { return readEnum(word, kOnDeadlockNames, value); }
inline bool read(Word word, Events &value) { return readEnum(word, kEventsNames, value); }
inline bool read(Word word, u64 &value) {
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
inline bool read(Word word, Path &value) {
  char *copy = static_cast<char *>(arena::allocate(word.size + 1));
  copyBytes(copy, word.text, word.size);
  copy[word.size] = 0;
  value = copy;
  return true;
}

inline const char *allowed(bool) { return "0 or 1 (also false, true, no, yes)"; }
inline const char *allowed(OnDeadlock) { return "report_and_exit, report_and_continue or abort"; }
inline const char *allowed(Events) { return "none, sync or atomics"; }
inline const char *allowed(u64) { return "a decimal number"; }
inline const char *allowed(Path) { return "a path"; }

inline void show(Text &text, bool value) { text.add(value ? "1" : "0"); }
inline void show(Text &text, OnDeadlock value) { text.add(nameOf(kOnDeadlockNames, raw(value))); }
inline void show(Text &text, Events value) { text.add(nameOf(kEventsNames, raw(value))); }
inline void show(Text &text, u64 value) { text.addNumber(value); }
inline void show(Text &text, Path value) { text.add(*value ? value : "''"); }

}  // namespace gordian::option_values

#endif
